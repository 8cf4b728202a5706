"""Settings and lists of the centre in the technical administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certif_portal.centre.models import DelegationSignature, ParametresCentre, ValeurAvis


@admin.register(ParametresCentre)
class ParametresCentreAdmin(admin.ModelAdmin):
    """One row, made at the first reading."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not ParametresCentre.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DelegationSignature)
class DelegationSignatureAdmin(admin.ModelAdmin):
    list_display = ("nom", "qualite", "debut", "fin")


@admin.register(ValeurAvis)
class ValeurAvisAdmin(admin.ModelAdmin):
    """A value already given by a company is protected: it is withdrawn from the list, not deleted."""

    list_display = ("libelle", "code", "ordre", "commentaire_attendu", "active")
    list_editable = ("ordre", "active")
