"""« Deux promotions sur les cinq dernières années », certification by certification, from this centre's own projets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Value, When

from candidats.choix import Portee
from candidats.regles.insertion import SEUIL_PERSONNES
from certif_portal.commun.ecrites import lire
from certif_portal.commun.jours_ouvres import UN_JOUR
from certif_portal.commun.secret import cotes_dicibles, montrable
from jurys.choix import Decision
from jurys.models import Presentation
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


AVANT = 0
"""The time of what was held in the year when the five begin, before them."""


@dataclass
class _Compte:
    """What was counted of one certification. `muette`, `admis_muets`: as `UsageCertification` says them."""

    promotions: int = 0
    candidats: int = 0
    sans_projet: int = 0
    admis: int = 0
    blocs: int = 0
    par_bloc: int = 0
    derniere: date | None = None
    muette: bool = False
    admis_muets: bool = False


def usages(le: date) -> list[UsageCertification]:
    """Every certification that still engages candidates, the least used first: 4 queries."""
    comptes: dict[int, _Compte] = defaultdict(_Compte)
    _compter_les_presentes(comptes, le)
    for certification, blocs, par_bloc in lire(_par_bloc, le):
        comptes[certification].blocs, comptes[certification].par_bloc = blocs, par_bloc
    for certification, _projet in lire(_promotions, le):
        comptes[certification].promotions += 1
    lignes = [_usage(certification, comptes[certification.pk], le) for certification in lire(_certifications)]
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


def _tenues(depuis: date, le: date) -> QuerySet[Presentation]:
    return presentations_tenues().filter(jury__date__gte=depuis, jury__date__lte=le).order_by()


def _promotions(le: date) -> QuerySet[Any, Any]:
    """A promotion: a projet de certification with one candidate at least presented to a jury (decision 0015)."""
    avec = _tenues(depuis_usage(le) + UN_JOUR, le).filter(inscription__projet__isnull=False)
    return avec.values_list("inscription__referentiel__certification", "inscription__projet").distinct()


def _par_bloc(le: date) -> QuerySet[Any, Any]:
    """Blocs obtained alone, and by how many people; apart, as they would multiply every presentation."""
    return (
        _tenues(depuis_usage(le) + UN_JOUR, le)
        .filter(decides(Decision.A, "decisions_blocs__"))
        .values_list("inscription__referentiel__certification")
        .annotate(blocs=Count("decisions_blocs"), par_bloc=Count("inscription__candidat", distinct=True))
    )


def _compter_les_presentes(comptes: dict[int, _Compte], le: date) -> None:
    """Added up from the times of `_presentes`; of which none may tell of too few people (CHIFFRES-SECRET): whole or in
    blocs, with a projet or without; nor, of whole certifications, of too few admitted or too few refused."""
    for certification, quand, complete, projet, n, personnes, obtenus, dont, refuses, derniere in lire(_presentes, le):
        compte = comptes[certification]
        compte.muette |= not montrable(personnes, SEUIL_PERSONNES)
        compte.admis_muets |= complete and not cotes_dicibles(dont, refuses, SEUIL_PERSONNES)
        if quand != AVANT:
            compte.candidats += n
            compte.sans_projet += 0 if projet else n
            compte.admis += obtenus if complete else 0
            compte.derniere = max(derniere, compte.derniere or derniere)


def _presentes(le: date) -> QuerySet[Any, Any]:
    """Presentations, and people, by certification and by time: each year, cut where the five years begin."""
    depuis, admis = depuis_usage(le), decides(Decision.A)
    fins = [When(jury__date__lt=date(annee + 1, 1, 1), then=Value(annee)) for annee in range(depuis.year, le.year)]
    return (
        _tenues(date(depuis.year, 1, 1), le)
        .values_list(
            F("inscription__referentiel__certification"),
            Case(When(jury__date__lte=depuis, then=Value(AVANT)), *fins, default=Value(le.year)),
            Case(When(inscription__portee=Portee.COMPLETE, then=True), default=False),
            Case(When(inscription__projet=None, then=False), default=True),
        )
        .annotate(
            n=Count("inscription"),
            personnes=Count("inscription__candidat", distinct=True),
            obtenus=Count("inscription", filter=admis),
            dont=Count("inscription__candidat", filter=admis, distinct=True),
            refuses=Count("inscription__candidat", filter=~admis, distinct=True),
            derniere=Max("jury__date"),
        )
    )


def _usage(certification: Any, compte: _Compte, le: date) -> UsageCertification:
    return UsageCertification(
        certification=certification,
        depuis=certification.depuis,
        promotions=compte.promotions,
        candidats=compte.candidats,
        sans_projet=compte.sans_projet,
        admis=compte.admis,
        blocs=compte.blocs,
        derniere=compte.derniere,
        suffisant=usage(compte.promotions, certification.depuis, le),
        muette=compte.muette,
        admis_muets=compte.muette or compte.admis_muets,
        blocs_muets=compte.muette or not montrable(compte.par_bloc, SEUIL_PERSONNES),
    )
