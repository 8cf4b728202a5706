"""{% nom_annuaire %}: how the login page names the centre's directory; empty when there is none."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def nom_annuaire() -> str:
    return str(settings.OIDC_NOM) if settings.OIDC_EMETTEUR else ""
