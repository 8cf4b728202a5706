"""One person: their registrations, what they hold, what happened, and the documents their corrections made stale.

Six queries, a seventh after a correction; an OF is given its own registrations and nothing that tells of another's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from candidats.choix import EtatConfirmation, Portee
from candidats.models import (
    Acquis,
    Candidat,
    ConfirmationEtatCivil,
    CorrectionIdentite,
    Inscription,
    PieceIdentite,
)
from candidats.queries.personne import doubles_de
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.adresses_refusees import refus_connu
from certif_portal.commun.choix import LECTURES
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.journal import lisibles
from certif_portal.portail.queries.marche import Acte, acte_de, lien
from evaluations.choix import EtatCommission, EtatEmargement
from evaluations.models import FeuilleEmargement, Passage
from jurys.choix import NaturePiece
from jurys.documents.certificat import imprime_un_autre_etat_civil
from jurys.models import Certificat, PieceJury

ACTES_MONTRES = 40


@dataclass(frozen=True)
class LigneInscription:
    """One registration: the next act on it, and what its file holds."""

    inscription: Inscription
    acte: Acte | None
    pieces: tuple[tuple[str, str, str], ...]  # (label, sort of state, state)


@dataclass(frozen=True)
class DocumentPerime:
    """A document rendered with the civil status of before, and what is to be done of it."""

    titre: str
    rendu_le: datetime
    suite: str
    url: str
    action: str


@dataclass(frozen=True)
class PagePersonne:
    candidat: Candidat
    inscriptions: list[LigneInscription]
    acquis: list[Acquis]
    certificats: list[Certificat]
    journal: list[EntreeJournal]
    corrections: list[CorrectionIdentite] = field(default_factory=list)
    perimes: list[DocumentPerime] = field(default_factory=list)
    homonyme: bool = False
    adresse_refusee: str = ""
    """What the server of the candidate's address said, for whoever sees the file."""


def page_personne(pk: int, personne: Utilisateur, centre: ParametresCentre, le: date) -> PagePersonne | None:
    """The person as this user may read them; None out of their scope."""
    inscriptions = _inscriptions(pk, personne)
    if not inscriptions:
        return None
    ids, tout = [inscription.pk for inscription in inscriptions], peut_tout_consulter(personne)
    candidat = inscriptions[0].candidat
    certificats = list(
        Certificat.objects.visibles_par(personne)
        .filter(presentation__inscription__in=ids)
        .select_related("presentation", "remplacant")
        .defer("presentation__synthese")
    )
    corrections = list(candidat.corrections.select_related("faite_par")) if tout else []
    return PagePersonne(
        candidat=candidat,
        inscriptions=[
            LigneInscription(i, acte_de(i.suivi, centre.livret_nom), _pieces(i, centre)) for i in inscriptions
        ],
        acquis=list(
            Acquis.objects.en_vigueur()
            .filter(inscription__in=ids)
            .select_related("version_bloc__bloc", "competence", "inscription__referentiel__certification")
        ),
        certificats=certificats,
        journal=list(_journal(ids, personne)[:ACTES_MONTRES]),
        corrections=corrections,
        perimes=_perimes(candidat, certificats, _rendus(ids, corrections, le)) if tout else [],
        homonyme=tout and bool(doubles_de(candidat, personne)),
        adresse_refusee=vars(inscriptions[0])["adresse_refusee"] or "",
    )


def _inscriptions(pk: int, personne: Utilisateur) -> list[Inscription]:
    """The registrations in scope, latest first, with what is kept of each: 1 query."""
    pieces = PieceIdentite.objects.filter(inscription=OuterRef("pk"), supprimee_le__isnull=True)
    siennes = Inscription.objects.visibles_par(personne).filter(candidat=pk)
    lignes = siennes.select_related(
        "candidat__identite_verifiee_par",
        "organisme",
        "referentiel__certification",
        "entreprise",
        "suivi",
        "livret",
        "avis",
        "grille",
    )
    proposees = ConfirmationEtatCivil.objects.filter(inscription=OuterRef("pk"), etat=EtatConfirmation.A_DECIDER)
    lignes = lignes.annotate(
        piece_la=Exists(pieces),
        proposition=Subquery(proposees.values("pk")[:1]),
        adresse_refusee=refus_connu("candidat__courriel"),
    )
    return list(lignes.order_by("-creee_le", "-pk"))


def _pieces(inscription: Any, centre: ParametresCentre) -> tuple[tuple[str, str, str], ...]:
    """What the file of one registration holds."""
    livret, avis, grille = (getattr(inscription, nom, None) for nom in ("livret", "avis", "grille"))
    lignes = []
    if inscription.piece_la:
        lignes.append(("Copie de la pièce d’identité", "fait", "déposée"))
    if livret:
        lignes.append(
            (centre.livret_titre, "fait" if livret.valide_le else "attente", livret.get_etat_display().lower())
        )
    if avis:
        lignes.append(("Avis de l’entreprise", "fait" if avis.rendu_le else "attente", avis.get_etat_display().lower()))
    if grille:
        scellee = grille.scellee_le is not None
        lignes.append(("Grille d’évaluation", "fait" if scellee else "attente", grille.get_etat_display().lower()))
    return tuple(lignes)


def _journal(ids: Iterable[int], personne: Utilisateur) -> QuerySet[EntreeJournal]:
    lignes = EntreeJournal.objects.filter(dossier_type=Inscription._meta.label_lower, dossier_id__in=ids)
    return lisibles(lignes.exclude(acte__in=LECTURES), personne)


# --- documents that a correction made stale -------------------------------------------------------


@dataclass(frozen=True)
class Rendu:
    """A document rendered, or a letter sent, before the last correction; `cle`: its jury or its sitting."""

    sorte: str  # pv, emargement, convocation
    cle: int
    titre: str
    le: datetime
    etat: str


def _rendus(ids: list[int], corrections: list[CorrectionIdentite], le: date) -> list[Rendu]:
    """What names the person as they were; nothing without a correction, else 1 query."""
    if not corrections:
        return []
    corrige_le = corrections[0].faite_le
    titre = Q(version_bloc__isnull=True, jury__presentations__inscription__portee=Portee.COMPLETE)
    titre |= Q(version_bloc=F("jury__presentations__decisions_blocs__version_bloc"))
    pvs = PieceJury.objects.filter(
        titre,
        nature=NaturePiece.PV,
        jury__presentations__inscription__in=ids,
        certification=F("jury__presentations__inscription__referentiel__certification"),
        document__rendu_le__lt=corrige_le,
    )
    feuilles = FeuilleEmargement.objects.filter(
        commission__passages__inscription__in=ids, document__rendu_le__lt=corrige_le
    )
    convocations = Passage.objects.filter(
        inscription__in=ids,
        convoque_le__lt=corrige_le,
        commission__date__gte=le,
        commission__etat=EtatCommission.PLANIFIEE,
    )
    rendu = ("document__titre", "document__rendu_le", "etat")
    envoi = (Value("Convocation du candidat"), "convoque_le", Value(""))
    lignes = pvs.order_by().values_list(Value("pv"), "jury_id", *rendu)
    lignes = lignes.union(
        feuilles.order_by().values_list(Value("emargement"), "commission_id", *rendu),
        convocations.order_by().values_list(Value("convocation"), "commission_id", *envoi),
    )
    return [Rendu(*ligne) for ligne in lignes]


def _perimes(candidat: Candidat, certificats: list[Certificat], rendus: list[Rendu]) -> list[DocumentPerime]:
    """Computed from what is stored: a certificate by what it prints, the rest by its date."""
    return [
        *(
            _certificat(certificat)
            for certificat in certificats
            if not certificat.remplace_par and imprime_un_autre_etat_civil(certificat, candidat)
        ),
        *(_feuille(rendu) for rendu in rendus),
    ]


def _certificat(certificat: Certificat) -> DocumentPerime:
    return DocumentPerime(
        f"Certificat {certificat.numero}",
        certificat.delivre_le,
        "il peut être remplacé.",
        lien("certificat_detail", certificat.pk),
        "Ouvrir sa page",
    )


def _feuille(rendu: Rendu) -> DocumentPerime:
    if rendu.sorte == "pv":
        suite = "une note rectificative est à joindre, depuis « Rectifier un procès-verbal »."
        return DocumentPerime(rendu.titre, rendu.le, suite, lien("jury_detail", rendu.cle), "Ouvrir le jury")
    seance = lien("commission_detail", rendu.cle)
    if rendu.sorte == "convocation":
        suite = "partie sous l’ancien état civil : à renvoyer depuis la séance."
        return DocumentPerime(rendu.titre, rendu.le, suite, seance, "Convoquer de nouveau")
    signe = rendu.etat == EtatEmargement.SIGNE
    suite = "signé : il reste tel quel." if signe else "à imprimer de nouveau avant la séance."
    return DocumentPerime(rendu.titre, rendu.le, suite, seance, "Ouvrir la commission")
