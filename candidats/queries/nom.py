"""Whose name holds a word, however its letters were spaced: one condition for every list that is searched by name."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from candidats.models import Candidat

Lignes = TypeVar("Lignes", bound="QuerySet[Any, Any]")


def cle_collee() -> Replace:
    """The key of a candidate without its spaces: « obrien » is in « O’Brien », which holds whatever its words hold.

    Where PostgreSQL has trigrams, an index holds it (decision 0194).
    """
    return Replace("cle_recherche", Value(" "), Value(""))


def candidats_nommes(cle: str) -> QuerySet[Candidat]:
    """Those who bear every word of a key."""
    conditions = Q(*(Q(cle_collee__contains=mot) for mot in cle.split()))
    return Candidat.objects.order_by().alias(cle_collee=cle_collee()).filter(conditions)


def nommes(lignes: Lignes, cle: str) -> Lignes:
    """Of these rows, those of such a candidate: names are read first, by themselves."""
    return lignes.filter(candidat__in=candidats_nommes(cle)) if cle else lignes
