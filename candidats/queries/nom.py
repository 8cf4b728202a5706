"""Whose name holds a word, however its letters were spaced: one condition for every list that is searched by name."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from candidats.models import Candidat, InscriptionQuerySet
from candidats.models.inscription import PREFIXE_REFERENCE
from certif_portal.commun.textes import cle_recherche, nettoyer_texte

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


def cherchees(inscriptions: InscriptionQuerySet, texte: str) -> InscriptionQuerySet:
    """By name in any order, by our reference (IN-000042), the national number, or the rank alone."""
    texte = nettoyer_texte(texte)[:100]
    reference = texte.upper().removeprefix(PREFIXE_REFERENCE)
    par_numero = Q(numero_national__iexact=texte)
    if reference.isascii() and reference.isdigit() and len(reference) < 10:
        par_numero |= Q(pk=int(reference))
    return inscriptions.filter(par_numero | Q(candidat__in=candidats_nommes(cle_recherche(texte))))
