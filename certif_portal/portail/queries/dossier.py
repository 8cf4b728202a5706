"""The candidate's file: the registration and what is kept of it, its missing pieces, its competences, in three queries;
then one query per small list that the page shows (`annexe`).

What an OF may not read (comments, the grid, the opinion's content) is never put in the dataclasses.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from candidats.choix import DECIDEES, Portee
from candidats.models import (
    Derogation,
    Inscription,
    LigneLivret,
    Livret,
    RapportActivites,
    Reprise,
)
from candidats.queries.acceptation import acceptation_de
from candidats.queries.engagement import remplacee_le
from candidats.regles.acceptation import FaitsAcceptation
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.models import SuspensionRelances
from certif_portal.portail.queries.annexe import Annexes, annexes_de
from certif_portal.portail.queries.garde import faits_de_garde
from evaluations.choix import EtatGrille
from evaluations.models import (
    Appreciation,
    AvisEntreprise,
    Grille,
)
from jurys.choix import EtatAttendue
from jurys.models import ValidationCompetence
from jurys.queries.piece import PieceAttendue, pieces_gardees
from referentiels.choix import MODALITES_COURTES
from referentiels.models import Competence, VersionBloc


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
    annexes: Annexes
    pieces: list[PieceAttendue]
    acceptation: FaitsAcceptation
    le: date

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
    def rapport(self) -> RapportActivites | None:
        """The activity report, expected or deposited."""
        return getattr(self.inscription, "rapport", None)

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
    suspension = SuspensionRelances.objects.filter(inscription=OuterRef("pk"), levee_le__isnull=True)
    return (
        inscriptions.select_related(
            "suivi",
            "candidat__identite_verifiee_par",
            "organisme",
            "referentiel__certification",
            "entreprise",
            "livret",
            "livret__valide_par",
            "recevabilite",
            "rapport",
            "grille",
            "avis",
            "avis__valeur",
            "avis__absence_par",
            "derogation",
            "derogation__decidee_par",
            "projet",
        )
        .annotate(
            version_remplacee_le=remplacee_le("referentiel__"),
            relances_jusqu_au=Subquery(suspension.values("jusqu_au")[:1]),
            relances_motif=Subquery(suspension.values("motif")[:1]),
            **faits_de_garde(),
        )
        .filter(pk=pk)
        .first()
    )


def dossier(inscription: Inscription, personne: Utilisateur, centre: ParametresCentre, le: date) -> Dossier:
    """The file as that person may read it: 2 queries, its lists unread."""
    return Dossier(
        inscription,
        _blocs(inscription, peut_tout_consulter(personne)),
        annexes_de(inscription, personne),
        pieces_gardees(inscription, le, centre.livret_nom),
        acceptation_de(inscription, centre),
        le,
    )


# --- competences -------------------------------------------------------------------------------


def _competences(inscription: Inscription) -> QuerySet[Competence]:
    """Every competence of the référentiel, in running order, with its modalities and its results."""
    lignes = LigneLivret.modalites.through.objects.filter(
        lignelivret__livret__inscription=inscription, lignelivret__competence=OuterRef("pk")
    )
    modalites = {f"modalite_{nature}": Exists(lignes.filter(modalite__nature=nature)) for nature in MODALITES_COURTES}
    visees = Inscription.blocs.through.objects.filter(inscription=inscription, versionbloc=OuterRef("version_bloc"))
    appreciations = Appreciation.objects.filter(
        grille__inscription=inscription, competence=OuterRef("pk"), maitrisee__isnull=False
    )
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
