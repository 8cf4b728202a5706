"""`{% csrf_token %}` of every form also says which page it is on, made for whom; a form given back is told;
`pluralize` counts as French does."""

from typing import Any, cast

from django import template
from django.template import Context, defaultfilters
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from certif_portal.commun import pages
from certif_portal.commun.cadre import rendue_sur
from certif_portal.commun.champ_dessine import dessiner

register = template.Library()


class JetonNode(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        protection = cast(SafeString, super().render(context))
        requete = context.get("request")
        if requete is None or not protection:
            return protection
        champ = format_html('<input type="hidden" name="{}" value="{}">', pages.CHAMP, pages.jeton_de_page(requete))
        return protection + champ


@register.filter(is_safe=False)
def pluralize(valeur: Any, formes: str = "s") -> str:
    """Django's is English, « 0 candidats »: in French the plural begins at two."""
    nombre = len(valeur) if hasattr(valeur, "__len__") and not isinstance(valeur, str) else valeur
    return defaultfilters.pluralize(1 if str(nombre) == "0" else nombre, formes)


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> JetonNode:
    return JetonNode()


@register.simple_tag(takes_context=True)
def nom_de_saisie(context: Context) -> str:
    """What the browser keeps of the form of this address is received (static/js/retenue.js)."""
    return pages.nom_de_saisie(context["request"].path)


@register.inclusion_tag("composants/saisie_rendue.html", takes_context=True)
def saisie_rendue_ici(context: Context) -> dict[str, Any]:
    """The sentence above a form that is given back; what was typed itself, where no form of the page takes it."""
    requete = context.get("request")
    rendue = rendue_sur(requete) if requete is not None else None
    return {"rendue": rendue, "request": requete, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def champ(context: Context) -> SafeString:
    """The field that crispy asks for, under the name of `field`."""
    lie = context["field"]
    if not lie.errors:
        return dessiner(lie, "")
    gabarit: Any = get_template("bootstrap5/layout/field_errors_block.html")
    return dessiner(lie, gabarit.template.render(context))  # in this context: a rule is behind a link for who reads it
