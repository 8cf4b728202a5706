"""Reference data in the technical administration, read only: what decisions and papers rest on is changed by acts of
the responsable, each with its trace."""

from django.contrib import admin

from certif_portal.commun.administration import TableAdmin, TableEnLigne
from referentiels.models import Bloc, Certification, Enregistrement, Referentiel


class EnregistrementInline(TableEnLigne):
    model = Enregistrement


class ReferentielInline(TableEnLigne):
    model = Referentiel
    fields = ("intitule", "niveau", "date_gtp", "etat", "source_nom")
    show_change_link = True


@admin.register(Certification)
class CertificationAdmin(TableAdmin):
    list_display = ("intitule", "type", "code", "supprimee_le")
    list_filter = ("type",)
    search_fields = ("cle_recherche", "intitule", "numero")
    inlines = (EnregistrementInline, ReferentielInline)


@admin.register(Referentiel)
class ReferentielAdmin(TableAdmin):
    list_display = ("intitule", "certification", "date_gtp", "etat", "niveau")
    list_filter = ("etat", "niveau")
    list_select_related = ("certification",)
    search_fields = ("intitule", "certification__numero")


@admin.register(Bloc)
class BlocAdmin(TableAdmin):
    list_display = ("numero",)
    search_fields = ("numero", "versions__intitule")
