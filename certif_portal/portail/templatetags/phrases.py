"""{% phrase texte %}: a sentence that cites a rule, with the rule behind a link and its code out of the sentence."""

import re
from functools import cache, lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html

from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import typographier
from certif_portal.portail.catalogue import regles

register = template.Library()
CODE = re.compile(r"[ \xa0]?\(([A-Z0-9]+(?:-[A-Z0-9]+)+)\)")


@cache
def _codes() -> frozenset[str]:
    return frozenset(ligne.regle.code for ligne in regles())


@register.simple_tag(takes_context=True)
def phrase(context: template.Context, texte: Any) -> str:
    """« … § 2 (JURY-CONVOCATION) » ends with a link to that rule, for whoever may open the page of rules. What looks
    like a code and is none is left as it is; what is already HTML stays so, the rest takes the spaces of French."""
    return _liee(texte if hasattr(texte, "__html__") else str(texte), _lit_les_regles(context))


@register.simple_tag(takes_context=True)
def citation(context: template.Context, regle: Regle) -> str:
    """What a rule says and where it is read, as `phrase` writes it: a list says the same few ones line after line."""
    return _citee(regle.citation(), _lit_les_regles(context))


@lru_cache(maxsize=512)
def _citee(dite: str, lit_les_regles: bool) -> str:
    return _liee(dite, lit_les_regles)


def _liee(texte: Any, lit_les_regles: bool) -> str:
    ecrit = conditional_escape(texte if hasattr(texte, "__html__") else typographier(texte))
    codes = CODE.findall(ecrit)
    if not codes:
        return ecrit
    gabarit = CODE.sub("{}", ecrit.replace("{", "{{").replace("}", "}}"))
    return format_html(gabarit, *(_derriere(code, lit_les_regles) for code in codes))


@lru_cache(maxsize=512)
def _derriere(code: str, lit_les_regles: bool) -> str:
    """A page of deadlines says it two hundred times, of ten rules."""
    if code and code not in _codes():
        return f" ({code})"
    if not code or not lit_les_regles:
        return ""
    return format_html(' (<a href="{}#{}" title="{}">la règle</a>)', reverse("regle_liste"), code, code)


def _lit_les_regles(context: template.Context) -> bool:
    """An include « only » keeps the request, and none of what every page is given."""
    personne = getattr(getattr(context, "request", None), "user", None)
    return bool(personne and personne.is_authenticated)


@register.filter
def sans_code(texte: str) -> str:
    """For a mail, which links nowhere: the sentence alone."""
    return CODE.sub(lambda cite: "" if cite[1] in _codes() else cite[0], texte)


@register.simple_tag(takes_context=True)
def regle_liee(context: template.Context, code: str) -> str:
    """After a sentence that a rule decides: « (la règle) »."""
    return _derriere(code, _lit_les_regles(context))
