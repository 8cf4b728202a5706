"""The outbox in the technical administration: what leaves and what fails, never what is written in it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certif_portal.commun.administration import TableAdmin
from certif_portal.commun.models import Courriel


@admin.register(Courriel)
class CourrielAdmin(TableAdmin):
    """A list and no page: a mail's page would be titled by its subject and its addressee."""

    list_display = ("cree_le", "acte", "etat", "essais", "envoye_le", "prochain_essai_le", "erreur")
    list_display_links = None
    list_filter = ("etat", "acte")
    date_hierarchy = "cree_le"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None
