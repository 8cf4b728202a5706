"""The candidate's file, in four queries: the registration and what is kept of it, its missing pieces, its competences,
all its small lists.

What an OF may not read (comments, the grid, the opinion's content) is never put in the dataclasses.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from candidats.choix import (
    DECIDEES,
    EffetAmenagement,
    EtatInscription,
    Financement,
    NatureIncident,
    Portee,
    TypePieceIdentite,
)
from candidats.models import (
    Acquis,
    Amenagement,
    Derogation,
    FinancementInscription,
    Formateur,
    Incident,
    Inscription,
    LigneLivret,
    Livret,
    PieceIdentite,
    RapportActivites,
    Reprise,
)
from candidats.queries.habilitation import couverture, sources_couverture
from candidats.regles.suites import Couverture
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter
from certif_portal.portail.queries.marche import lien
from evaluations.choix import EtatCommission, EtatGrille
from evaluations.models import (
    Appreciation,
    AvisEntreprise,
    Grille,
    LienAvis,
    MembreCommission,
    Passage,
    SignatureGrille,
)
from evaluations.permissions import voit_les_membres
from jurys.choix import EtatAttendue
from jurys.models import Certificat, Presentation, ValidationCompetence
from jurys.queries.pieces import PieceAttendue, pieces_gardees
from referentiels.choix import MODALITES_COURTES, EtatReferentiel
from referentiels.models import Competence, Referentiel, VersionBloc


@dataclass(frozen=True)
class LigneCompetence:
    """A competence aimed at, with what the reader may know of its result."""

    numero: int
    intitule: str
    modalites: tuple[str, ...]
    sorte: str = ""
    resultat: str = ""
    commentaire: str = ""
    seance_le: date | None = None
    evaluee: bool = False
    acquise_le: date | None = None


@dataclass(frozen=True)
class BlocDossier:
    numero: str
    intitule: str
    competences: tuple[LigneCompetence, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything the page shows but the acts and the journal."""

    inscription: Inscription
    blocs: tuple[BlocDossier, ...]
    annexes: dict[str, list[dict[str, Any]]]
    pieces: list[PieceAttendue]
    couverture: Couverture | None
    """Under which accreditation the file stands; None without OF."""

    @property
    def livret(self) -> Livret | None:
        return getattr(self.inscription, "livret", None)

    @property
    def grille(self) -> Grille | None:
        return getattr(self.inscription, "grille", None)

    @property
    def avis(self) -> AvisEntreprise | None:
        return getattr(self.inscription, "avis", None)

    @property
    def derogation(self) -> Derogation | None:
        return getattr(self.inscription, "derogation", None)

    @property
    def incidents(self) -> list[dict[str, Any]]:
        return self.annexes.get("incidents", [])

    @property
    def rapport(self) -> dict[str, Any] | None:
        """The activity report, expected or deposited."""
        return next(iter(self.annexes.get("rapports", [])), None)

    @property
    def nombre_competences(self) -> int:
        return sum(len(bloc.competences) for bloc in self.blocs)

    @property
    def resultats(self) -> bool:
        return any(ligne.resultat and not ligne.acquise_le for bloc in self.blocs for ligne in bloc.competences)

    @property
    def urgent(self) -> bool:
        """The evaluation is over, or a jury is set: what is missing matters today."""
        return bool(self.inscription.suivi.jury_le or (self.grille and self.grille.scellee_le))

    @property
    def sans_objet(self) -> list[PieceAttendue]:
        return [piece for piece in self.pieces if piece.etat == EtatAttendue.SANS_OBJET]


def inscription_complete(inscriptions: QuerySet[Inscription], pk: int) -> Inscription | None:
    """One registration, with every row it refers to: 1 query."""
    return (
        inscriptions.select_related(
            "suivi", "candidat__identite_verifiee_par", "organisme", "referentiel__certification", "entreprise", "livret",
            "livret__valide_par", "recevabilite", "grille", "avis", "avis__valeur", "avis__absence_par", "derogation", "derogation__decidee_par", "projet",
        )
        .defer("referentiel__textes_ecartes")
        .annotate(version_remplacee_le=Subquery(_suivantes().values("date_gtp")[:1]))
        .filter(pk=pk)
        .first()
    )  # fmt: skip


def _suivantes() -> QuerySet[Referentiel]:
    """The published versions that came after the one of the registration, the first one first."""
    versions = Referentiel.objects.filter(
        certification=OuterRef("referentiel__certification"), date_gtp__gt=OuterRef("referentiel__date_gtp")
    )
    return versions.exclude(etat=EtatReferentiel.BROUILLON).order_by("date_gtp")


def dossier(inscription: Inscription, personne: Utilisateur, centre: ParametresCentre, le: date) -> Dossier:
    """The file as that person may read it: 3 queries."""
    annexes = _annexes(inscription, le)
    if not voit_les_membres(personne):
        annexes["membres"] = []
    if not est_du_centre(personne):
        annexes["amenagements"] = []
    blocs = _blocs(inscription, peut_tout_consulter(personne))
    organisme = inscription.organisme_id
    return Dossier(
        inscription,
        blocs,
        annexes,
        pieces_gardees(inscription, le, centre.livret_nom),
        couverture(organisme, annexes) if organisme else None,
    )


# --- competences -------------------------------------------------------------------------------


def _competences(inscription: Inscription) -> QuerySet[Competence]:
    """Every competence of the référentiel, in running order, with its modalities and its results."""
    lignes = LigneLivret.modalites.through.objects.filter(
        lignelivret__livret__inscription=inscription, lignelivret__competence=OuterRef("pk")
    )
    modalites = {f"modalite_{nature}": Exists(lignes.filter(modalite__nature=nature)) for nature in MODALITES_COURTES}
    visees = Inscription.blocs.through.objects.filter(inscription=inscription, versionbloc=OuterRef("version_bloc"))
    appreciations = Appreciation.objects.filter(grille__inscription=inscription, competence=OuterRef("pk"))
    validations = ValidationCompetence.objects.filter(presentation__inscription=inscription, competence=OuterRef("pk"))
    reprises = Reprise.objects.filter(inscription=inscription, competence=OuterRef("pk"))
    return (
        Competence.objects.filter(version_bloc__compositions__referentiel=inscription.referentiel_id)
        .select_related("version_bloc__bloc")
        .annotate(
            rang=F("version_bloc__compositions__ordre"),
            visee=Exists(visees),
            appreciation=Subquery(
                appreciations.values(
                    x=JSONObject(maitrisee="maitrisee", commentaire="commentaire", le="passage__commission__date")
                )[:1]
            ),
            acquise_le=Subquery(reprises.values("acquise_le")[:1]),
            validee=Subquery(validations.order_by("-pk").values("acquise")[:1]),
            **modalites,
        )
        .order_by("rang", "ordre")
    )


def _blocs(inscription: Inscription, voit_la_grille: bool) -> tuple[BlocDossier, ...]:
    par_bloc: dict[int, list[LigneCompetence]] = defaultdict(list)
    versions: dict[int, VersionBloc] = {}
    for numero, competence in enumerate(_competences(inscription), start=1):
        if competence.visee or inscription.portee == Portee.COMPLETE:
            version = versions.setdefault(competence.version_bloc_id, competence.version_bloc)
            par_bloc[version.pk].append(_ligne(numero, competence, inscription, voit_la_grille))
    return tuple(
        BlocDossier(version.bloc.numero if version.bloc else "", version.intitule, tuple(par_bloc[pk]))
        for pk, version in versions.items()
    )


def _ligne(numero: int, competence: Any, inscription: Inscription, voit_la_grille: bool) -> LigneCompetence:
    """The jury's validation once it decided; before, the commission's, for those who may read a sealed grid."""
    modalites = tuple(court for nature, court in MODALITES_COURTES.items() if getattr(competence, f"modalite_{nature}"))
    grille, appreciation = getattr(inscription, "grille", None), competence.appreciation
    lisible = voit_la_grille and grille is not None and grille.etat == EtatGrille.SCELLEE and appreciation
    sorte = resultat = ""
    if inscription.etat in DECIDEES and competence.validee is not None:
        sorte, resultat = ("fait", "acquise") if competence.validee else ("refus", "non acquise")
    elif lisible:
        sorte, resultat = ("fait", "maîtrisée") if appreciation["maitrisee"] else ("refus", "pas en toute autonomie")
    commentaire = appreciation["commentaire"] if lisible else ""
    seance = date.fromisoformat(appreciation["le"][:10]) if lisible else None
    if competence.acquise_le:
        sorte, resultat = "fait", "acquise"
    evaluee = appreciation is not None or competence.acquise_le is not None
    return LigneCompetence(
        numero, competence.intitule, modalites, sorte, resultat, commentaire, seance, evaluee, competence.acquise_le
    )


# --- small lists -------------------------------------------------------------------------------


def _annexes(inscription: Inscription, le: date) -> dict[str, list[dict[str, Any]]]:
    """Fundings, trainers, arrangements, papers, sittings, members, signatures, links, juries, certificates: 1 query."""
    lignes = [_annexe(nom, lignes, champs) for nom, lignes, champs in _sources(inscription, le)]
    annexes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for nom, valeurs in lignes[0].union(*lignes[1:], all=True):
        annexes[nom].append(valeurs)
    return {nom: [_lisible(nom, valeurs) for valeurs in liste] for nom, liste in annexes.items()}


def _annexe(nom: str, lignes: QuerySet[Any], champs: dict[str, Any]) -> QuerySet[Any]:
    return lignes.order_by().values_list(Value(nom), JSONObject(**champs))


def _sources(inscription: Inscription, le: date) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    siennes = Q(inscription=inscription)
    passages = Passage.objects.filter(siennes)
    membres = MembreCommission.objects.filter(commission__passages__inscription=inscription)
    return [
        ("financements", FinancementInscription.objects.filter(siennes), {"code": "code", "abondement": "abondement"}),
        ("formateurs", Formateur.objects.filter(siennes), {"nom": "nom"}),
        ("amenagements", Amenagement.objects.filter(siennes), {"effet": "effet", "etat": "etat"}),
        (
            "identites",
            PieceIdentite.objects.filter(siennes),
            {"id": "pk", "type": "type", "le": "deposee_le", "supprimee_le": "supprimee_le", "fichier": "fichier_id"},
        ),
        (
            "passages",
            passages,
            {
                "id": "commission_id", "date": "commission__date", "lieu": "commission__lieu", "etat": "commission__etat",
                "emargement": "commission__emargement__etat",
            },
        ),
        (
            "membres",
            membres.exclude(commission__etat=EtatCommission.ANNULEE),
            {"commission": "commission_id", "prenom": "evaluateur__utilisateur__prenom", "nom": "evaluateur__utilisateur__nom"},
        ),
        (
            "signatures",
            SignatureGrille.objects.filter(grille__inscription=inscription),
            {"prenom": "evaluateur__utilisateur__prenom", "nom": "evaluateur__utilisateur__nom", "le": "signee_le"},
        ),
        (
            "liens",
            LienAvis.objects.filter(avis__inscription=inscription),
            {"a": "destinataire", "le": "cree_le", "utilise_le": "utilise_le", "expire_le": "expire_le", "revoque_le": "revoque_le"},
        ),
        (
            "jurys",
            Presentation.objects.filter(siennes),
            {"id": "jury_id", "numero": "jury__numero", "date": "jury__date", "etat": "jury__etat", "lieu": "jury__lieu"},
        ),
        (
            "certificats",
            Certificat.objects.filter(presentation__inscription=inscription),
            {"id": "pk", "numero": "numero", "type": "type", "intitule": "intitule", "le": "delivre_le"},
        ),
        (
            "acquis",
            Acquis.objects.filter(siennes),
            {
                "bloc": "version_bloc__bloc__numero", "bloc_intitule": "version_bloc__intitule",
                "competence": "competence__intitule", "jusqu_au": "expire_le",
            },
        ),
        (
            "incidents",
            Incident.objects.filter(siennes),
            {
                "id": "pk", "nature": "nature", "date": "le", "motif": "motif", "precision": "precision",
                "jusqu_au": "nouvelle_date", "annule_le": "annule_le",
            },
        ),
        (
            "rapports",
            RapportActivites.objects.filter(siennes),
            {"id": "inscription_id", "le": "depose_le", "fichier": "fichier_id"},
        ),
        *_deja_acquis(inscription, le),
        *sources_couverture(inscription.pk, pour=""),
    ]  # fmt: skip


def _deja_acquis(inscription: Inscription, le: date) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    """What the same organisation's earlier registrations of this candidate left them, in this certification or in one
    of its blocs. Another organisation's is for the staff alone."""
    siennes = Inscription.objects.filter(candidat=inscription.candidat_id, organisme=inscription.organisme_id)
    siennes = siennes.exclude(pk=inscription.pk)
    version = Q(version_bloc__compositions__referentiel=inscription.referentiel_id)
    meme = Q(inscription__referentiel__certification=inscription.referentiel.certification_id)
    visees = Inscription.blocs.through.objects.filter(
        inscription__in=siennes.filter(etat=EtatInscription.ADMISE, portee=Portee.BLOCS),
        versionbloc__compositions__referentiel=inscription.referentiel_id,
    )
    intitule = Coalesce("version_bloc__intitule", "competence__intitule")
    return [
        (
            "deja_acquis",
            Acquis.objects.filter(meme | version, inscription__in=siennes, expire_le__gte=le),
            {"bloc": "version_bloc__bloc__numero", "intitule": intitule, "jusqu_au": "expire_le"},
        ),
        ("deja_acquis", visees, {"bloc": "versionbloc__bloc__numero", "intitule": "versionbloc__intitule"}),
    ]


DATES = ("date", "jusqu_au")
INSTANTS = ("annule_le", "le", "supprimee_le", "utilise_le", "revoque_le", "expire_le")
PAGES = {
    "identites": "piece_identite_lire",
    "passages": "commission_detail",
    "jurys": "jury_detail",
    "certificats": "certificat_fichier",
    "rapports": "rapport_fichier",
}
LIBELLES = {
    "financements": ("code", Financement),
    "amenagements": ("effet", EffetAmenagement),
    "identites": ("type", TypePieceIdentite),
    "incidents": ("nature", NatureIncident),
}


def _lisible(nom: str, valeurs: dict[str, Any]) -> dict[str, Any]:
    """JSON holds dates as texts: give them back as dates and instants, and closed lists as words."""
    lues = dict(valeurs)
    for cle in DATES:
        if lues.get(cle):
            lues[cle] = date.fromisoformat(lues[cle][:10])
    for cle in INSTANTS:
        if lues.get(cle):
            lues[cle] = instant_json(lues[cle])
    if nom in PAGES:
        lues["url"] = lien(PAGES[nom], lues["id"])
    if nom in LIBELLES:
        champ, choix = LIBELLES[nom]
        lues["libelle"] = choix(lues[champ]).label
    return lues


def instant_json(texte: str) -> datetime:
    """SQLite writes an instant without its zone, PostgreSQL with it: both are UTC in the database."""
    lu = datetime.fromisoformat(texte)
    return lu if lu.tzinfo else lu.replace(tzinfo=UTC)
