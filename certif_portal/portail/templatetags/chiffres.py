"""A figure on a page: {% load chiffres %}. A tag and not a template: the page of figures holds a hundred of them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from certif_portal.commun.templatetags.portail import pourcent
from certif_portal.commun.typographie import INSECABLE
from certif_portal.portail.choix import MesureChiffre
from certif_portal.portail.models import Chiffre

register = template.Library()
RIEN = format_html(
    '<span class="source">{}<span class="visually-hidden"> rien, ou trop peu de personnes</span></span>', "—"
)

SANS_ISSUE = (
    '<span class="source">—<span class="visually-hidden"> résultat tu, trop peu de personnes d’un côté</span></span>'
    '<span class="source">sur {}</span>'
)


@register.simple_tag
def chiffre(un: Chiffre | None, url_tout: str = "", url_part: str = "", de: str = "") -> SafeString:
    """One figure and the lists that it opens, where there are any, told from those of the other rows by whose it is
    (`de`); nothing told is a dash."""
    if un is None:
        return RIEN
    if un.mesure == MesureChiffre.INSCRIPTIONS:
        return _lie(un.nombre, url_tout, "inscriptions", de)
    tout = _lie(un.nombre, url_tout, "présentés", de)
    if un.reussites is None:
        return format_html(SANS_ISSUE, tout)
    part = _lie(un.reussites, url_part, "admis", de)
    return format_html('<b>{}</b><span class="source">{} sur {}</span>', pourcent(un.taux), part, tout)


def _lie(nombre: int, url: str, quoi: str, de: str) -> SafeString:
    if not url:
        return format_html("{}", nombre)
    return format_html('<a href="{}">{}<span class="visually-hidden"> {}, {}</span></a>', url, nombre, quoi, de)


@register.simple_tag
def delai_entre(un: Chiffre | None, etape: str) -> SafeString:
    """Within how many days half of them went from one step to the other, and nine in ten."""
    delai = un.delai(etape) if un else None
    if delai is None:
        return RIEN
    jours = "{}" + INSECABLE + "j"
    return format_html("<b>" + jours + '</b><span class="source">9 sur 10 en ' + jours + "</span>", *delai)
