"""What the screens of the jury read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    FilteredRelation,
    Prefetch,
    Q,
    QuerySet,
    When,
    Window,
    prefetch_related_objects,
)
from django.db.models.functions import Length, RowNumber

from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.sql import SansAccents, nombre_de
from certif_portal.commun.tri import rang_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix import CanalConvocation, College, EtatJury, EtatPiece, IssueDemande, NaturePiece
from jurys.models import (
    Certificat,
    DecisionBloc,
    DossierGTP,
    Jury,
    LettresConvocation,
    MembreJury,
    OrganisationSyndicale,
    PieceJury,
    Presentation,
)
from jurys.queries.gtp import dossier_en_preparation
from jurys.queries.papier import Avancement, avancement
from jurys.queries.siege import entourages, organismes, votants
from jurys.regles.composition import Constat, Siege, Voix, compter_voix, controler_composition
from jurys.regles.designation import suite_sans_designe
from jurys.regles.siege import JURY_TRAVAIL_TEMPORAIRE, liens, sieges_a_proposer

MONTREES = 40
"""Entries of each part of a journal."""


def presentations_tenues() -> QuerySet[Presentation]:
    """Candidates really presented: decided by a jury that is closed. Promotions and forfaits count these."""
    return Presentation.objects.filter(jury__clos_le__isnull=False).exclude(decision="")


COLONNES_JURYS = {
    "numero": ("date__year", Length("numero"), "numero"),
    "date": ("date", "heure"),
    "lieu": SansAccents("lieu"),
    "candidats": "nombre_candidats",
    "etat": rang_de("etat", EtatJury.values),
}


def jurys_pour_liste(personne: Utilisateur, etat: str = "", lieu: str = "") -> QuerySet[Jury]:
    """1 query. Counts are made for the page shown only: joined, the candidates of every jury would be gone through,
    times its papers."""
    jurys = Jury.objects.visibles_par(personne)
    if etat:
        jurys = jurys.filter(etat=etat)
    return (
        jurys.filter(lieu__icontains=lieu)
        .annotate(
            nombre_candidats=nombre_de(Presentation.objects.all(), "jury"),
            nombre_decides=nombre_de(Presentation.objects.exclude(decision=""), "jury"),
            pieces_a_signer=nombre_de(PieceJury.objects.filter(etat=EtatPiece.RENDU), "jury"),
        )
        .order_by("-date", "-pk")
    )


def prochain_numero(annee: int) -> str:
    """« 2026-5 » when the last of the year is 2026-4."""
    rangs = [
        int(numero.partition("-")[2])
        for numero in Jury.objects.filter(numero__startswith=f"{annee}-").values_list("numero", flat=True)
        if numero.partition("-")[2].isdigit()
    ]
    return f"{annee}-{max(rangs, default=0) + 1}"


def siege_de(membre: MembreJury) -> Siege:
    """On the day of the jury: `membre.jury` is expected to be loaded."""
    organisation = membre.organisation
    syndical = membre.college == College.SYNDICAL and not membre.travail_temporaire
    return Siege(
        nom=str(membre),
        college=membre.college,
        organisation=organisation.sigle if organisation else "",
        travail_temporaire=membre.travail_temporaire,
        preside=membre.preside,
        representative=not (syndical and organisation and not organisation.representative_le(membre.jury.date)),
        hors_branche=syndical and membre.salarie_branche is False,
        a_demander=_a_demander(membre, syndical),
    )


def _a_demander(membre: MembreJury, syndical: bool) -> tuple[str, ...]:
    manques = {
        "entreprise": not membre.entreprise,
        "qualification": not (membre.qualification or membre.qualite),
        "branche": syndical and membre.salarie_branche is None,
    }
    return tuple(mot for mot, manque in manques.items() if manque)


def membres_de(jury: Jury) -> list[MembreJury]:
    return list(jury.membres.select_related("organisation", "utilisateur"))


def president_de(membres: Iterable[MembreJury]) -> str:
    """As papers name whoever presides; empty while nobody does."""
    return next((str(membre) for membre in membres if membre.preside), "")


@dataclass(frozen=True)
class DemandeLue:
    """One representative union: whether it was asked, how, and what it answered."""

    organisation_id: int
    sigle: str
    nom: str
    courriel: str
    demande_id: int | None
    demandee_le: date | None
    canal: str
    lettres_id: int | None
    issue: str
    reponse: str
    repondue_le: date | None

    @property
    def suite(self) -> str:
        """What the papers say of it when nobody represents it."""
        return suite_sans_designe(self.demandee_le, self.issue)

    @property
    def canal_libelle(self) -> str:
        return (
            str(CanalConvocation(self.canal).label).lower() if self.canal not in ("", CanalConvocation.PORTAIL) else ""
        )

    @property
    def issue_libelle(self) -> str:
        return str(IssueDemande(self.issue).label).lower() if self.issue else ""


def demandes_de(jury: Jury) -> list[DemandeLue]:
    """Every union representative on the day of the jury, asked or not: 1 query."""
    lignes = (
        OrganisationSyndicale.objects.representatives_le(jury.date)
        .annotate(du_jury=FilteredRelation("demandes", condition=Q(demandes__jury=jury)))
        .order_by("sigle")
        .values_list(
            "pk",
            "sigle",
            "nom",
            "courriel",
            "du_jury__pk",
            "du_jury__demandee_le",
            "du_jury__canal",
            "du_jury__lettres",
            "du_jury__issue",
            "du_jury__reponse",
            "du_jury__repondue_le",
        )
    )
    return [
        DemandeLue(*ligne[:6], ligne[6] or "", ligne[7], ligne[8] or "", ligne[9] or "", ligne[10]) for ligne in lignes
    ]


def controle_de(jury: Jury, membres: Iterable[MembreJury], demandes: Iterable[DemandeLue]) -> list[Constat]:
    """The live check of a composition."""
    return controler_composition([siege_de(membre) for membre in membres], [d.sigle for d in demandes])


def controle_complet(jury: Jury, membres: Iterable[MembreJury], demandes: Iterable[DemandeLue]) -> list[Constat]:
    """With what keeps a member from voting, or from voting of a candidate: it reads who surrounds the candidates."""
    membres, autour = list(membres), entourages(jury)
    lus = liens(votants(membres, jury.date), autour, organismes(jury.date))
    trouves = [Constat(lien.regle, lien.detail) for lien in lus]
    temporaires = [membre.college for membre in membres if membre.travail_temporaire]
    manquants = [str(College(college).label).lower() for college in sieges_a_proposer(autour, temporaires)]
    if manquants:
        dit = f"Un intérimaire est présenté : un membre du travail temporaire peut siéger ({', '.join(manquants)})."
        trouves.append(Constat(JURY_TRAVAIL_TEMPORAIRE, dit))
    return controle_de(jury, membres, demandes) + trouves


@dataclass(frozen=True)
class FicheJury:
    """The page of a jury."""

    jury: Jury
    membres: list[MembreJury]
    demandes: list[DemandeLue]
    constats: list[Constat]
    presentations: list[Presentation]
    pieces: list[PieceJury]
    lettres: list[LettresConvocation]
    voix: Voix
    papiers: Avancement | None
    """How far the papers are; None before the closing, or for a member."""
    dossier_gtp: DossierGTP | None = None
    """The file for the GTP that is being prepared."""

    @property
    def par_college(self) -> list[tuple[str, list[MembreJury]]]:
        return [(str(c.label), [m for m in self.membres if m.college == c]) for c in College]

    @property
    def president(self) -> MembreJury | None:
        return next((membre for membre in self.membres if membre.preside), None)

    @property
    def sans_demande(self) -> list[DemandeLue]:
        return [demande for demande in self.demandes if demande.demande_id is None]

    @property
    def emargement(self) -> PieceJury | None:
        return next((piece for piece in self.pieces if piece.nature == NaturePiece.EMARGEMENT), None)

    @property
    def a_signer(self) -> list[PieceJury]:
        return [piece for piece in self.pieces if piece.etat != "signe"]

    @property
    def a_deposer(self) -> list[PieceJury]:
        """Edited, and whose signed scan is awaited."""
        return [piece for piece in self.pieces if piece.etat == "rendu"]


def fiche_jury(jury: Jury, *, candidats: bool) -> FicheJury:
    """`candidats`: False for a member, who is never given the names.

    Before the closing the unions are read, the composition checked, and its members compared with who surrounds the
    candidates; after it, the papers and the file for the GTP are: 13 queries at most.
    """
    membres, clos = membres_de(jury), jury.etat == EtatJury.CLOS
    demandes = [] if clos else demandes_de(jury)
    presentations: list[Presentation] = []
    pieces: list[PieceJury] = []
    if candidats:
        presentations = list(
            jury.presentations.select_related(
                "inscription__candidat",
                "inscription__organisme",
                "inscription__referentiel__certification",
                "passage_outre_par",
            ).order_by("inscription__referentiel__intitule", "inscription__candidat__cle_recherche")
        )
        if clos:
            prises = DecisionBloc.objects.select_related("version_bloc__bloc").order_by("version_bloc__bloc__numero")
            prefetch_related_objects(presentations, Prefetch("decisions_blocs", prises))
    if candidats and jury.convoque_le:
        lues = jury.pieces.select_related("certification", "version_bloc__bloc", "signee_par", "document")
        pieces = list(lues.prefetch_related("scans_remplaces__remplace_par").order_by("nature", "pk"))
    lettres = list(jury.lettres_convocation.all()) if candidats and jury.convoque_le else []
    controler = controle_complet if candidats else controle_de
    constats = [] if clos else controler(jury, membres, demandes)
    voix = compter_voix(siege_de(membre) for membre in membres if membre.present is not False)
    papiers = avancement(jury) if candidats and clos else None
    dossier = dossier_en_preparation(jury) if papiers else None
    return FicheJury(jury, membres, demandes, constats, presentations, pieces, lettres, voix, papiers, dossier)


COLONNES_CERTIFICATS = {
    "numero": "numero",
    "titulaire": ("nom", "prenoms"),
    "certification": "intitule",
    "jury": "date_jury",
}


def certificats_pour_liste(
    personne: Utilisateur, *, recherche: str, type_certificat: str, annee: int | None
) -> QuerySet[Certificat]:
    certificats = (
        Certificat.objects.visibles_par(personne)
        .select_related("presentation__jury", "remplacant")
        .defer("presentation__synthese")
    )
    for mot in recherche.split():
        certificats = certificats.filter(cle_recherche__contains=mot)
    if type_certificat:
        certificats = certificats.filter(type=type_certificat)
    if annee:
        certificats = certificats.filter(date_jury__year=annee)
    return certificats.order_by("-date_jury", "-rang")


def certificat_pour_fiche(personne: Utilisateur) -> QuerySet[Certificat]:
    """With what its page says of it: those before and after it, its file, its document."""
    certificats = Certificat.objects.visibles_par(personne).select_related(
        "revoque_par",
        "presentation__jury",
        "presentation__inscription__candidat",
        "remplace",
        "remplacant",
        "document__fichier",
    )
    return certificats.defer("presentation__synthese")


@dataclass(frozen=True)
class JournalDuJury:
    """The last acts of a jury; apart, its last decisions: three hundred would hide all the others."""

    actes: Sequence[EntreeJournal]
    decisions: Sequence[EntreeJournal]


def journal_du_jury(jury: Jury) -> JournalDuJury:
    """1 query."""
    decision = Case(When(acte="decision", then=True), default=False)
    rang = Window(RowNumber(), partition_by=decision, order_by=["-le", "-pk"])
    lues = list(journal_de(jury).annotate(rang=rang).filter(rang__lte=MONTREES))
    decisions = [entree for entree in lues if entree.acte == "decision"]
    return JournalDuJury([entree for entree in lues if entree.acte != "decision"], decisions)


def journal_du_gtp(jury: Jury) -> QuerySet[EntreeJournal]:
    """What was done with its files for the GTP."""
    return journal_de(jury).filter(acte__startswith="gtp")[:MONTREES]
