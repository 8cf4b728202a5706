"""What a registration is evaluated on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Subquery

from candidats.choix import Portee
from candidats.models import Inscription, Reprise
from evaluations.choix import EtatCommission
from evaluations.models import Passage
from referentiels.choix import FAMILLES_CRITERES, Rubrique
from referentiels.models import Competence, ElementEvaluation, VersionBloc


@dataclass(frozen=True)
class CompetenceAttendue:
    """A competence a registration aims at, under its running number in the référentiel."""

    numero: int
    competence: Competence
    version_bloc: VersionBloc
    planifiee: bool = False
    acquise_le: date | None = None


def competences_attendues(
    inscriptions: Iterable[Inscription], *, avec_reprises: bool = False
) -> dict[int, tuple[CompetenceAttendue, ...]]:
    """By registration, the competences to evaluate (of the aimed blocs only when it aims at blocs): 1 query.

    `planifiee`: a living sitting plans it already. `avec_reprises`: those that an earlier jury declared acquired too,
    with the day of that jury.
    """
    parties = {inscription.pk: inscription.portee == Portee.BLOCS for inscription in inscriptions}
    visees = Inscription.blocs.through.objects.filter(
        inscription_id=OuterRef("pour_inscription"), versionbloc_id=OuterRef("version_bloc_id")
    )
    planifiees = Passage.competences.through.objects.filter(
        competence=OuterRef("pk"), passage__inscription=OuterRef("pour_inscription")
    ).exclude(passage__commission__etat=EtatCommission.ANNULEE)
    reprises = Reprise.objects.filter(competence=OuterRef("pk"), inscription=OuterRef("pour_inscription"))
    lignes = (
        Competence.objects.filter(version_bloc__compositions__referentiel__inscriptions__in=list(parties))
        .annotate(
            pour_inscription=F("version_bloc__compositions__referentiel__inscriptions"),
            rang=F("version_bloc__compositions__ordre"),
        )
        .annotate(
            bloc_vise=Exists(visees),
            planifiee=Exists(planifiees),
            acquise_le=Subquery(reprises.values("acquise_le")[:1]),
        )
        .select_related("version_bloc__bloc")
        .order_by("pour_inscription", "rang", "ordre")
    )
    attendues: dict[int, list[CompetenceAttendue]] = {pk: [] for pk in parties}
    numeros: dict[int, int] = defaultdict(int)
    for competence in lignes:
        pk = competence.pour_inscription
        numeros[pk] += 1
        if (competence.bloc_vise or not parties[pk]) and (avec_reprises or competence.acquise_le is None):
            attendues[pk].append(
                CompetenceAttendue(
                    numeros[pk], competence, competence.version_bloc, competence.planifiee, competence.acquise_le
                )
            )
    return {pk: tuple(liste) for pk, liste in attendues.items()}


@dataclass(frozen=True)
class FamilleCriteres:
    """A tab of the grid: the criteria of one family."""

    code: str
    libelle: str
    elements: tuple[ElementEvaluation, ...]


@dataclass(frozen=True)
class FicheCompetence:
    """What the référentiel says of one competence."""

    familles: tuple[FamilleCriteres, ...]
    conditions: tuple[ElementEvaluation, ...]
    resultats: tuple[ElementEvaluation, ...]
    atteints: frozenset[int]


ONGLETS = {
    Rubrique.METHODES: "Méthodes",
    Rubrique.MOYENS: "Moyens",
    Rubrique.LIENS: "Liens",
    Rubrique.CONTRAINTES: "Contraintes",
}


def fiche_competence(competence: Competence, atteints: Iterable[int] = ()) -> FicheCompetence:
    """Criteria by family, conditions and results: 1 query; `atteints`: ids of what was ticked."""
    elements = list(ElementEvaluation.objects.filter(competence=competence).order_by("rubrique", "ordre"))
    coches = set(atteints)
    par_rubrique: dict[str, list[ElementEvaluation]] = defaultdict(list)
    for element in elements:
        par_rubrique[element.rubrique].append(element)
    return FicheCompetence(
        familles=tuple(
            FamilleCriteres(famille, ONGLETS[famille], tuple(par_rubrique[famille]))
            for famille in FAMILLES_CRITERES
            if par_rubrique[famille]
        ),
        conditions=tuple(par_rubrique[Rubrique.CONDITIONS]),
        resultats=tuple(par_rubrique[Rubrique.RESULTATS]),
        atteints=frozenset(element.pk for element in elements if element.pk in coches),
    )
