"""Technical administration: the unions are reference data; juries are only read.

Certificates are not here: each bears the name of a person, even in its title.
"""

from typing import ClassVar

from django.contrib import admin

from certif_portal.commun.administration import AJOUTER, MODIFIER, SUPPRIMER, VOIR, TableAdmin
from jurys.models import Jury, OrganisationSyndicale


@admin.register(OrganisationSyndicale)
class OrganisationSyndicaleAdmin(TableAdmin):
    droits = frozenset({VOIR, AJOUTER, MODIFIER, SUPPRIMER})
    list_display = ("sigle", "nom", "courriel", "debut", "fin")
    search_fields = ("sigle", "nom")


@admin.register(Jury)
class JuryAdmin(TableAdmin):
    """What the services wrote: no state, decision or number is edited here."""

    list_display = ("numero", "date", "lieu", "etat", "convoque_le", "clos_le", "transmis_gtp_le")
    list_filter: ClassVar[tuple[str, ...]] = ("etat",)
    search_fields = ("numero", "lieu")
