"""The table of steps, in the technical administration: each change is told, with its reason."""

from django.contrib import admin

from certif_portal.commun.administration import AJOUTER, MODIFIER, SUPPRIMER, VOIR, TableAdmin
from certif_portal.portail.models import EtapeRelance


@admin.register(EtapeRelance)
class EtapeRelanceAdmin(TableAdmin):
    droits = frozenset({VOIR, AJOUTER, MODIFIER, SUPPRIMER})

    list_display = ("__str__", "nature", "qui", "jours", "active")
    list_filter = ("nature", "qui")
