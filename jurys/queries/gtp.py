"""The file for the GTP: what it is made of, what it still misses and where that is given; what the CPNEFP withdrew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun.models import Fichier
from certif_portal.commun.textes import en_nom_de_fichier
from certif_portal.commun.types_fichiers import EXTENSIONS
from evaluations.choix import EtatGrille
from jurys.choix import OUVERTS, EtatPiece, NaturePiece
from jurys.choix_gtp import ACTIONS_OUVERTES, EN_PREPARATION, PARTIS, EtatDossierGTP, NatureAnnexe, ReponseGTP
from jurys.models import (
    ActionCorrective,
    AnnexeGTP,
    Certificat,
    DossierGTP,
    Jury,
    PieceJury,
    Presentation,
    RetraitCapacite,
)


@dataclass(frozen=True)
class PieceDuDossier:
    """One piece of a file, in the order of annexe 12: its file, or what is missing and where it is given."""

    titre: str
    fichier: Fichier | None
    manque: str = ""
    acte: str = ""
    url: str = ""

    def nom(self, rang: int) -> str:
        """In the archive: « 03-feuille-d-emargement.pdf »."""
        extension = EXTENSIONS[self.fichier.type_mime][0] if self.fichier else ""
        return f"{rang:02d}-{en_nom_de_fichier(self.titre)[:100]}{extension}"


@dataclass(frozen=True)
class ASigner:
    """A document printed, whose signed scan is awaited: a piece of the jury, or the letter of a file."""

    titre: str
    piece: PieceJury | None = None
    dossier: DossierGTP | None = None

    @property
    def cle(self) -> str:
        """Its field in the form."""
        return f"piece_{self.piece.pk}" if self.piece else "lettre"


def documents_a_signer(jury: Jury) -> list[ASigner]:
    """In the order of the file for the GTP, whose letter comes last: 2 queries."""
    pieces = [ASigner(piece.nom, piece=piece) for piece in pieces_du_jury(jury) if piece.etat == EtatPiece.RENDU]
    dossier = dossier_en_preparation(jury)
    if (
        dossier
        and dossier.etat == EtatDossierGTP.LETTRE
        and not dossier.lettre_signee_id
        and dossier.lettre.document_id
    ):
        pieces.append(ASigner(f"Lettre au GTP, dossier {dossier.numero}", dossier=dossier))
    return pieces


def pieces_du_jury(jury: Jury) -> list[PieceJury]:
    """The émargement, then the PV: 1 query."""
    lues = jury.pieces.select_related("jury", "certification", "version_bloc__bloc", "scan").order_by("pk")
    return sorted(lues, key=lambda piece: piece.nature != NaturePiece.EMARGEMENT)


def pieces_du_dossier(dossier: DossierGTP) -> list[PieceDuDossier]:
    """What goes in the archive after its summary: 2 queries."""
    preuves, autres = annexes_rangees(dossier.annexes.select_related("fichier"))
    jointes, derniers = (
        [PieceDuDossier(annexe.titre, annexe.fichier) for annexe in lues] for lues in (preuves, autres)
    )
    return [_lettre(dossier), *jointes, *map(_piece, pieces_du_jury(dossier.jury)), *derniers]


def annexes_rangees(annexes: Iterable[AnnexeGTP]) -> tuple[list[AnnexeGTP], list[AnnexeGTP]]:
    """Those that annexe 12 names, which come before the papers of the jury; the others, which come after."""
    preuves: list[AnnexeGTP] = []
    autres: list[AnnexeGTP] = []
    for annexe in annexes:
        (autres if annexe.nature == NatureAnnexe.AUTRE else preuves).append(annexe)
    return preuves, autres


def _lettre(dossier: DossierGTP) -> PieceDuDossier:
    titre = "Lettre d’attestation (annexe 12)"
    if dossier.lettre_signee:
        return PieceDuDossier(titre, dossier.lettre_signee)
    if dossier.lettre.document_id is None:
        url = reverse("jury_papiers", args=[dossier.jury_id])
        return PieceDuDossier(titre, None, "elle est en cours d’édition", "Papiers du jury", url)
    url = reverse("dossiergtp_lettre", args=[dossier.pk])
    return PieceDuDossier(titre, None, "la lettre signée n’est pas déposée", "Déposer la lettre signée", url)


def _piece(piece: PieceJury) -> PieceDuDossier:
    if piece.scan:
        return PieceDuDossier(piece.nom, piece.scan)
    if piece.etat == EtatPiece.A_EDITER:
        url = reverse("jury_papiers", args=[piece.jury_id])
        return PieceDuDossier(piece.nom, None, "cette pièce est en cours d’édition", "Papiers du jury", url)
    url = reverse("piece_jury_deposer", args=[piece.pk])
    return PieceDuDossier(piece.nom, None, "le document signé n’est pas déposé", "Déposer le document signé", url)


def est_a_jour(dossier: DossierGTP, pieces: Iterable[PieceDuDossier]) -> bool:
    """The archive holds the very files of today: none was replaced since."""
    composees = list(dossier.composition.values_list("fichier", flat=True))
    return composees == [piece.fichier.pk for piece in pieces if piece.fichier]


def dossiers_de(jury: Jury) -> list[DossierGTP]:
    """The latest first: 1 query."""
    lus = jury.dossiers_gtp.select_related("jury", "cree_par", "transmis_par", "archive", "lettre", "courriel")
    return list(lus.order_by("-rang"))


def dossier_en_preparation(jury: Jury) -> DossierGTP | None:
    return jury.dossiers_gtp.select_related("jury", "lettre").filter(etat__in=EN_PREPARATION).first()


def dernier_destinataire() -> str:
    """Where the last file left to by the portal's mail: proposed for the next one."""
    partis = DossierGTP.objects.filter(courriel__isnull=False, etat__in=sorted(PARTIS))
    return partis.order_by("-pk").values_list("courriel__destinataire", flat=True).first() or ""


def attend_des_actions(dossier: DossierGTP) -> bool:
    """The GTP answered by observations: corrective actions may follow."""
    return dossier.etat == EtatDossierGTP.REPONDU and dossier.reponse == ReponseGTP.OBSERVATIONS


def accuses_attendus() -> QuerySet[DossierGTP]:
    return DossierGTP.objects.filter(etat=EtatDossierGTP.TRANSMIS).select_related("jury")


def actions_ouvertes() -> QuerySet[ActionCorrective]:
    """What the GTP asked to put right, and does not know to be done."""
    return ActionCorrective.objects.filter(etat__in=ACTIONS_OUVERTES).select_related("dossier__jury")


# --- the capacity to award -------------------------------------------------------------------------


def periodes_sans_capacite() -> list[tuple[date, date | None]]:
    return list(RetraitCapacite.objects.values_list("effet", "rendue_le"))


def retrait_en_cours() -> RetraitCapacite | None:
    """The one that no later act has lifted; its effect may still be to come."""
    return RetraitCapacite.objects.filter(rendue_le__isnull=True).first()


COLONNES_CONCERNES = {
    "candidat": "candidat__cle_recherche",
    "certification": "referentiel__intitule",
    "organisme": "organisme__cle_recherche",
    "jury": "jury_date",
}


def certificats_sans_capacite(retraits: Iterable[tuple[date, date | None]]) -> QuerySet[Certificat]:
    """CAPACITE-RETIREE: delivered by juries held, or closed, on a day when the capacity was withdrawn, as the decision
    known since says; neither revoked nor replaced. By jury, in the order of their numbers."""
    couverts = Q(pk__in=[])
    for effet, rendue in retraits:
        tenu, clos = Q(date_jury__gte=effet), Q(presentation__jury__clos_le__date__gte=effet)
        if rendue:
            tenu &= Q(date_jury__lt=rendue)
            clos &= Q(presentation__jury__clos_le__date__lt=rendue)
        couverts |= tenu | clos
    certificats = Certificat.objects.filter(couverts, revoque_le__isnull=True, remplacant__isnull=True)
    return (
        certificats.select_related("presentation__jury", "presentation__inscription__organisme")
        .defer("presentation__synthese")
        .order_by("date_jury", "serie", "rang", "pk")
    )


def dossiers_concernes() -> QuerySet[Inscription]:
    """What the GTP has to award in the jury's place: candidates attached to a jury that is not closed, then those
    whose grid is sealed. Each says `jury_numero` and `jury_date`."""
    ouvertes = Presentation.objects.filter(inscription=OuterRef("pk"), jury__etat__in=OUVERTS)
    dernier = ouvertes.order_by("-jury__date")
    return (
        Inscription.objects.suivies()
        .annotate(
            jury_numero=Subquery(dernier.values("jury__numero")[:1]),
            jury_date=Subquery(dernier.values("jury__date")[:1]),
        )
        .filter(Q(jury_numero__isnull=False) | Q(grille__etat=EtatGrille.SCELLEE))
        .select_related("candidat", "organisme", "referentiel__certification")
        .order_by(F("jury_date").asc(nulls_last=True), "referentiel__intitule", "candidat__cle_recherche", "pk")
    )
