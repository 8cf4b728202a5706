"""Settings of the centre in the technical administration: read there, changed by the responsable on their page.

The values of the company's opinion have no other page: they are changed here, with a reason kept in the journal.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certif_portal.centre.models import DelegationSignature, ParametresCentre, ValeurAvis
from certif_portal.commun.administration import AJOUTER, MODIFIER, VOIR, TableAdmin


@admin.register(ParametresCentre)
class ParametresCentreAdmin(TableAdmin):
    """One row, made at the first reading."""


@admin.register(DelegationSignature)
class DelegationSignatureAdmin(TableAdmin):
    list_display = ("nom", "objet", "qualite", "debut", "fin")


@admin.register(ValeurAvis)
class ValeurAvisAdmin(TableAdmin):
    """A value is withdrawn from the list, not deleted nor reworded: companies gave it under its name."""

    droits = frozenset({VOIR, AJOUTER, MODIFIER})

    list_display = ("libelle", "code", "ordre", "commentaire_attendu", "active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "libelle") if obj else ()
