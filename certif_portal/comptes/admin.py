"""Accounts in the technical administration: seen, renamed, closed. Roles are opened by invitation only.

The door of the whole administration is here too: the role of administrator, held today, and the
portal's own login page. No person of the trade and no workflow state is registered.
"""

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from certif_portal.commun.administration import MODIFIER, VOIR, TableAdmin, TableEnLigne
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Invitation, Utilisateur
from certif_portal.comptes.permissions import a_role


def acces_administration(request: HttpRequest) -> bool:
    """A role that expired or was withdrawn opens nothing here either."""
    return a_role(request.user, Role.ADMIN)


admin.site.has_permission = acces_administration  # type: ignore[method-assign]
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# The libraries register theirs (imported above, so that it is done by now); groups, addresses and second factors are
# not handled here.
admin.site.unregister((Group, EmailAddress, Authenticator))


class AttributionEnLigne(TableEnLigne):
    model = Attribution
    fields = readonly_fields = ("role", "debut", "fin", "retiree_le")


@admin.register(Utilisateur)
class UtilisateurAdmin(TableAdmin):
    """No password, not even its hash; deleting an account would unsign what it signed."""

    droits = frozenset({VOIR, MODIFIER})

    list_display = ("nom", "prenom", "email", "is_active", "last_login")
    list_filter = ("is_active", "attributions__role")
    search_fields = ("nom", "prenom", "email")
    fields = ("email", "prenom", "nom", "is_active", "last_login", "date_joined")
    readonly_fields = ("email", "last_login", "date_joined")
    inlines = (AttributionEnLigne,)


@admin.register(Invitation)
class InvitationAdmin(TableAdmin):
    list_display = ("utilisateur", "role", "portee", "etat", "envoyee_le", "envoyee_par")
    list_filter = ("etat", "role")
    list_select_related = ("utilisateur", "envoyee_par")
    exclude = ("jeton_sha256",)
