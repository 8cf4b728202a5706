"""{% load delais %}{% delai "JURY-CONVOCATION" %}: the delay of a rule, wherever a page or a mail says it."""

from functools import cache

from django import template
from django.conf import settings

from certif_portal.commun import durees
from certif_portal.commun.regles import Delai, Regle
from certif_portal.portail.catalogue import regles

register = template.Library()


@cache
def _delais() -> dict[str, Delai]:
    return {ligne.regle.code: ligne.regle for ligne in regles() if isinstance(ligne.regle, Delai)}


@register.simple_tag
def delai(code: str) -> str:
    """« 15 jours ». An unknown code fails: the page is wrong."""
    return _delais()[code].duree


@register.simple_tag
def delai_en_lettres(code: str) -> str:
    """« quinze jours »."""
    return _delais()[code].en_lettres


@cache
def _regles() -> dict[str, Regle]:
    return {ligne.regle.code: ligne.regle for ligne in regles()}


@register.inclusion_tag("composants/pourquoi.html")
def pourquoi_date(code: str = "", calcul: str = "") -> dict[str, object]:
    """« Pourquoi ? » beside a date: how it was computed, and the rule of that code, as the rule says it."""
    return {"texte": calcul, "regle": _regles()[code] if code else None, "raisons": (), "libelle": ""}


@register.simple_tag
def duree_reglee(nom: str) -> str:
    """A setting in seconds: « dix minutes »."""
    return durees.secondes_en_lettres(getattr(settings, nom))


@register.filter
def compte(nombre: int, unite: str) -> str:
    """A setting of the centre in its unit: « 15 jours », « 1 jour »."""
    return durees.compte(nombre, unite)
