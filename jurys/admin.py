"""Technical administration: the unions are reference data; juries are only read.

Certificates are not here: each bears the name of a person, even in its title.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from jurys.models import Jury, OrganisationSyndicale


class LectureSeule(admin.ModelAdmin):
    """What the services wrote: no state, decision or number is edited here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OrganisationSyndicale)
class OrganisationSyndicaleAdmin(admin.ModelAdmin):
    list_display = ("sigle", "nom", "courriel", "debut", "fin")
    search_fields = ("sigle", "nom")


@admin.register(Jury)
class JuryAdmin(LectureSeule):
    list_display = ("numero", "date", "lieu", "etat", "convoque_le", "clos_le", "transmis_gtp_le")
    list_filter: ClassVar[tuple[str, ...]] = ("etat",)
    search_fields = ("numero", "lieu")
