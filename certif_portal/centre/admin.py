"""Settings and lists of the centre in the technical administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certif_portal.centre.models import DelegationSignature, ParametresCentre, ValeurAvis
from certif_portal.commun.administration import AJOUTER, MODIFIER, SUPPRIMER, VOIR, TableAdmin

TOUS = frozenset({VOIR, AJOUTER, MODIFIER, SUPPRIMER})


@admin.register(ParametresCentre)
class ParametresCentreAdmin(TableAdmin):
    """One row, made at the first reading."""

    droits = frozenset({VOIR, MODIFIER})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not ParametresCentre.objects.exists()


@admin.register(DelegationSignature)
class DelegationSignatureAdmin(TableAdmin):
    droits = TOUS
    list_display = ("nom", "objet", "qualite", "debut", "fin")


@admin.register(ValeurAvis)
class ValeurAvisAdmin(TableAdmin):
    """A value already given by a company is withdrawn from the list, not deleted."""

    droits = TOUS

    list_display = ("libelle", "code", "ordre", "commentaire_attendu", "active")
    list_editable = ("ordre", "active")
