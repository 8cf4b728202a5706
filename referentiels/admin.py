"""Reference data in the technical administration: fiches of the répertoires are kept up to date here, versions are
read."""

from django.contrib import admin

from certif_portal.commun.administration import AJOUTER, MODIFIER, VOIR, TableAdmin, TableEnLigne
from referentiels.models import Bloc, Certification, Enregistrement, Referentiel


class EnregistrementInline(TableEnLigne):
    model = Enregistrement
    droits = frozenset({VOIR, AJOUTER, MODIFIER})


class ReferentielInline(TableEnLigne):
    model = Referentiel
    fields = ("intitule", "niveau", "date_gtp", "etat", "source_nom")
    show_change_link = True


@admin.register(Certification)
class CertificationAdmin(TableAdmin):
    """A certification comes with its référentiel, by the importer; its registrations are kept here."""

    droits = frozenset({VOIR, MODIFIER})
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
