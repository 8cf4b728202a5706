"""« Deux promotions sur les cinq dernières années », certification by certification, from this centre's own projets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, When
from django.db.models.functions import ExtractYear

from candidats.choix import Portee
from candidats.regles.insertion import SEUIL_PERSONNES
from certif_portal.commun.secret import cotes_dicibles, montrable
from jurys.choix import Decision
from jurys.queries.ecrans import presentations_tenues
from jurys.queries.rectification import decides
from referentiels.choix import DELIVREES_PAR_L_ENTREPRISE, EtatReferentiel
from referentiels.models import Certification
from referentiels.regles import PROMOTIONS_ATTENDUES, depuis_usage, usage


@dataclass(frozen=True)
class UsageCertification:
    """What this centre's projets and juries say of one certification over five years. `muette`, `admis_muets`,
    `blocs_muets`: how many people, or how many of them, is not told, too few in one of those years: /chiffres/ tells
    each year, and one might subtract."""

    certification: Certification
    depuis: date | None
    promotions: int
    candidats: int
    sans_projet: int
    admis: int
    blocs: int
    derniere: date | None
    suffisant: bool | None
    muette: bool
    admis_muets: bool
    blocs_muets: bool

    @property
    def sorte(self) -> str:
        return {True: "fait", False: "faire", None: "neutre"}[self.suffisant]

    @property
    def mot(self) -> str:
        return {True: "en usage", False: "sous le seuil", None: "récente"}[self.suffisant]

    @property
    def manquantes(self) -> int:
        return max(PROMOTIONS_ATTENDUES - self.promotions, 0)


COLONNES = {
    "certification": lambda ligne: ligne.certification.cle_recherche,
    "promotions": lambda ligne: ligne.promotions,
    "candidats": lambda ligne: None if ligne.muette else ligne.candidats,
    "admis": lambda ligne: None if ligne.admis_muets else ligne.admis,
    "derniere": lambda ligne: ligne.derniere,
    "usage": lambda ligne: ligne.mot,
}


SANS_BLOC = {"blocs": 0, "par_bloc": 0}


def usages(le: date) -> list[UsageCertification]:
    """Every certification that still engages candidates, the least used first: 4 queries."""
    promotions = {ligne["certification"]: ligne | SANS_BLOC for ligne in _promotions(le)}
    for ligne in _par_bloc(le):
        promotions[ligne["certification"]] |= ligne
    muettes, issues_muettes = _trop_peu(le)
    lignes = [
        _usage(
            certification,
            promotions.get(certification.pk),
            le,
            muette=certification.pk in muettes,
            admis_muets=certification.pk in muettes | issues_muettes,
        )
        for certification in _certifications()
    ]
    return sorted(lignes, key=lambda ligne: (ligne.suffisant is True, ligne.suffisant is None, ligne.promotions))


def sous_le_seuil(lignes: Iterable[UsageCertification]) -> list[UsageCertification]:
    return [ligne for ligne in lignes if ligne.suffisant is False]


def _certifications() -> QuerySet[Certification]:
    """In force and delivered by juries; `depuis` is the first decision of the GTP that we know of."""
    en_vigueur = Q(referentiels__etat=EtatReferentiel.EN_VIGUEUR)
    return (
        Certification.objects.filter(supprimee_le__isnull=True)
        .exclude(type__in=DELIVREES_PAR_L_ENTREPRISE)
        .annotate(depuis=Min("referentiels__date_gtp"), versions=Count("referentiels", filter=en_vigueur))
        .filter(versions__gt=0)
        .order_by("cle_recherche", "pk")
    )


def _promotions(le: date) -> QuerySet[Any, Any]:
    """A promotion: a projet de certification with one candidate at least presented to a jury (decision 0015)."""
    tenues = presentations_tenues().filter(jury__date__gt=depuis_usage(le), jury__date__lte=le)
    return (
        tenues.order_by()
        .values(certification=F("inscription__referentiel__certification"))
        .annotate(
            promotions=Count("inscription__projet", distinct=True),
            candidats=Count("pk"),
            sans_projet=Count("pk", filter=Q(inscription__projet__isnull=True)),
            admis=Count("pk", filter=decides(Decision.A) & Q(inscription__portee=Portee.COMPLETE)),
            derniere=Max("jury__date"),
        )
    )


def _par_bloc(le: date) -> QuerySet[Any, Any]:
    """Blocs obtained alone, and by how many people; apart, as they would multiply every presentation."""
    tenues = presentations_tenues().filter(jury__date__gt=depuis_usage(le), jury__date__lte=le)
    return (
        tenues.filter(decides(Decision.A, "decisions_blocs__"))
        .order_by()
        .values(certification=F("inscription__referentiel__certification"))
        .annotate(blocs=Count("decisions_blocs"), par_bloc=Count("inscription__candidat", distinct=True))
    )


def _trop_peu(le: date) -> tuple[set[int], set[int]]:
    """The certifications of which a year, cut where the five years begin, holds too few people: whole or in blocs, with
    a projet or without; and those of which it holds too few admitted, or too few refused (CHIFFRES-SECRET)."""
    depuis = depuis_usage(le)
    admis = decides(Decision.A)
    cases = (
        presentations_tenues()
        .filter(jury__date__gte=date(depuis.year, 1, 1), jury__date__lte=le)
        .order_by()
        .values(
            annee=ExtractYear("jury__date"),
            dedans=Case(When(jury__date__gt=depuis, then=True), default=False),
            complete=Case(When(inscription__portee=Portee.COMPLETE, then=True), default=False),
            projet=Case(When(inscription__projet=None, then=False), default=True),
            certification=F("inscription__referentiel__certification"),
        )
        .annotate(
            n=Count("inscription__candidat", distinct=True),
            obtenus=Count("inscription__candidat", filter=admis, distinct=True),
            refuses=Count("inscription__candidat", filter=~admis, distinct=True),
        )
    )
    lues = list(cases)
    issues = {
        case["certification"]
        for case in lues
        if case["complete"] and not cotes_dicibles(case["obtenus"], case["refuses"], SEUIL_PERSONNES)
    }
    return (
        {case["certification"] for case in lues if not montrable(case["n"], SEUIL_PERSONNES)},
        issues,
    )


def _usage(
    certification: Certification, ligne: dict[str, Any] | None, le: date, *, muette: bool, admis_muets: bool
) -> UsageCertification:
    lue = ligne or {"promotions": 0, "candidats": 0, "sans_projet": 0, "admis": 0, "blocs": 0, "derniere": None}
    depuis = certification.depuis
    return UsageCertification(
        certification=certification,
        depuis=depuis,
        promotions=lue["promotions"],
        candidats=lue["candidats"],
        sans_projet=lue["sans_projet"],
        admis=lue["admis"],
        blocs=lue["blocs"],
        derniere=lue["derniere"],
        suffisant=usage(lue["promotions"], depuis, le),
        muette=muette,
        admis_muets=admis_muets,
        blocs_muets=muette or not montrable(lue.get("par_bloc", 0), SEUIL_PERSONNES),
    )
