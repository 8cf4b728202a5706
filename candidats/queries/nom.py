"""Whose name holds a word, however its letters were spaced: one condition for every list that is searched by name."""

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace


def cle_collee(chemin: str = "") -> Replace:
    """The key of a name without its spaces: « obrien » is in « O’Brien », which holds whatever its words hold.

    Where PostgreSQL has trigrams, an index holds it (decision 0194).
    """
    return Replace(f"{chemin}cle_recherche", Value(" "), Value(""))


def nommes(lignes: QuerySet[Any], cle: str, chemin: str = "candidat__") -> QuerySet[Any]:
    """Of these rows, those whose candidate bears every word of a key."""
    mots = cle.split()
    conditions = Q(*(Q(cle_collee__contains=mot) for mot in mots))
    return lignes.alias(cle_collee=cle_collee(chemin)).filter(conditions) if mots else lignes
