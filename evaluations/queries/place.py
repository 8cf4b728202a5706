"""A grid locked to be written in, with all that says whether this evaluator may: one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission, NatureCommission
from evaluations.models import DeclarationIndependance, Evaluateur, Grille, MembreCommission
from evaluations.queries.independance import entourage
from evaluations.regles.independance import Entourage


@dataclass
class Tour:
    """One sitting of the registration, as it stands for one evaluator. `presidents`: for each, whether they represent
    the centre."""

    date: date
    vivante: bool
    siege: bool
    membres: int
    membres_attendus: int
    validation: bool
    presidents: list[bool]
    competences: set[int] = field(default_factory=set)


@dataclass
class Place:
    """A locked grid, and what stands for or against one evaluator's writing in it. `lien`: None, not declared yet."""

    grille: Grille
    evaluateur: Evaluateur
    lien: bool | None
    formateurs: set[tuple[str, str]] = field(default_factory=set)
    tours: dict[int, Tour] = field(default_factory=dict)

    @property
    def entourage(self) -> Entourage:
        return entourage(self.grille.inscription, sorted(self.formateurs))


def verrouiller_places(utilisateur: Utilisateur, grilles: Iterable[int], passages: Iterable[int]) -> dict[int, Place]:
    """The grids, locked in the order of their keys (two batches never wait for one another): 1 query."""
    places: dict[int, Place] = {}
    for grille in _lignes(utilisateur, grilles, passages):
        place = places.get(grille.pk)
        if place is None:
            evaluateur = Evaluateur(**(grille.moi or {}))  # who is none sits nowhere
            evaluateur.utilisateur = utilisateur
            place = places[grille.pk] = Place(grille, evaluateur, grille.lien)
        if grille.formateur_nom is not None:
            place.formateurs.add((grille.formateur_nom, grille.formateur_courriel))
        if grille.tour_pk is not None:
            tour = place.tours.setdefault(grille.tour_pk, _tour(grille))
            tour.competences.add(grille.prevue)
    return places


def _lignes(utilisateur: Utilisateur, grilles: Iterable[int], passages: Iterable[int]) -> "QuerySet[Any]":
    """One row for each trainer and each competence foreseen at the sittings asked for."""
    membres = MembreCommission.objects.filter(commission=OuterRef("tour__commission")).order_by()
    presidents = membres.filter(preside=True)
    declarations = DeclarationIndependance.objects.filter(
        evaluateur__utilisateur=utilisateur, inscription=OuterRef("inscription")
    )
    moi = Evaluateur.objects.filter(utilisateur=utilisateur).values(
        objet=JSONObject(
            id="pk",
            utilisateur_id="utilisateur_id",
            entreprise_nom="entreprise_nom",
            entreprise_siret="entreprise_siret",
            service="service",
        )
    )
    minimum = ParametresCentre.objects.filter(pk=1).values("evaluateurs_minimum")
    return (
        Grille.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(grilles))
        .select_related("inscription__candidat", "inscription__entreprise")
        .annotate(
            tour=FilteredRelation("inscription__passages", condition=Q(inscription__passages__in=list(set(passages))))
        )
        .annotate(
            moi=Subquery(moi[:1]),
            lien=Subquery(declarations.values("lien")[:1]),
            formateur_nom=F("inscription__formateurs__nom"),
            formateur_courriel=F("inscription__formateurs__courriel"),
            tour_pk=F("tour__pk"),
            tour_date=F("tour__commission__date"),
            tour_etat=F("tour__commission__etat"),
            tour_nature=F("tour__commission__nature"),
            prevue=F("tour__competences"),
            siege=Exists(membres.filter(evaluateur__utilisateur=utilisateur)),
            nombre_membres=_combien(membres),
            minimum=Subquery(minimum, output_field=IntegerField()),
            nombre_presidents=_combien(presidents),
            nombre_representants=_combien(presidents.filter(evaluateur__represente_centre=True)),
        )
        .order_by("pk")
    )


def _combien(membres: "QuerySet[MembreCommission]") -> Coalesce:
    return Coalesce(Subquery(membres.values("commission").annotate(n=Count("pk")).values("n")), 0)


def _tour(grille: Any) -> Tour:
    representants = grille.nombre_representants
    presidents = [True] * representants + [False] * (grille.nombre_presidents - representants)
    defaut = ParametresCentre._meta.get_field("evaluateurs_minimum").get_default()
    return Tour(
        date=grille.tour_date,
        vivante=grille.tour_etat != EtatCommission.ANNULEE,
        siege=grille.siege,
        membres=grille.nombre_membres,
        membres_attendus=defaut if grille.minimum is None else grille.minimum,
        validation=grille.tour_nature == NatureCommission.VALIDATION,
        presidents=presidents,
    )
