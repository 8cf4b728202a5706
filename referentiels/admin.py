"""Reference data in the technical administration: sheets of the répertoires are kept up to date here, versions are
read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from referentiels.models import Bloc, Certification, Enregistrement, Referentiel


class LectureSeule:
    """What the importer wrote is read, never edited by hand: a version is frozen."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EnregistrementInline(admin.TabularInline):
    model = Enregistrement
    extra = 0


class ReferentielInline(LectureSeule, admin.TabularInline):
    model = Referentiel
    fields = ("intitule", "niveau", "date_gtp", "etat", "source_nom")
    show_change_link = True


@admin.register(Certification)
class CertificationAdmin(admin.ModelAdmin):
    list_display = ("intitule", "type", "code", "supprimee_le")
    list_filter = ("type",)
    search_fields = ("cle_recherche", "intitule", "numero")
    readonly_fields = (
        "type",
        "prefixe",
        "annee",
        "mois",
        "departements",
        "suffixe",
        "numero",
        "intitule",
        "supprimee_le",
    )
    inlines = (EnregistrementInline, ReferentielInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a certification comes with its référentiel, by the importer

    def has_delete_permission(self, request: HttpRequest, obj: Certification | None = None) -> bool:
        return False


@admin.register(Referentiel)
class ReferentielAdmin(LectureSeule, admin.ModelAdmin):
    list_display = ("intitule", "certification", "date_gtp", "etat", "niveau")
    list_filter = ("etat", "niveau")
    list_select_related = ("certification",)
    search_fields = ("intitule", "certification__numero")
    exclude = ("textes_ecartes", "doutes")


@admin.register(Bloc)
class BlocAdmin(LectureSeule, admin.ModelAdmin):
    list_display = ("numero",)
    search_fields = ("numero", "versions__intitule")
