"""Who may enter a view. Out of perimeter is a 404 (queryset); not allowed is a 403 (here)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from certif_portal.comptes.choix import CENTRE, CONSULTATION, EtatRetrait, Role
from certif_portal.comptes.models import Attribution, Invitation, RetraitFacteur, Utilisateur
from certif_portal.comptes.regles import EQUIPE, peut_inviter

Vue = Callable[..., HttpResponseBase]
Personne = Utilisateur | AnonymousUser


def a_role(personne: Personne, *roles: str) -> bool:
    return isinstance(personne, Utilisateur) and personne.a_role(*roles)


def est_du_centre(personne: Personne) -> bool:
    """Agent or responsable: those who act on files."""
    return a_role(personne, *CENTRE)


def peut_tout_consulter(personne: Personne) -> bool:
    """The centre's staff and the auditor read every file."""
    return a_role(personne, *CONSULTATION)


def reserve_a(*roles: str) -> Callable[[Vue], Vue]:
    """403 for a logged-in person who holds none of `roles` today."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def garder(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not a_role(request.user, *roles):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return garder

    return decorer


def peut_gerer_invitation(personne: Personne, invitation: Invitation) -> bool:
    """Send again or revoke. The accesses of an OF are managed on its own page."""
    if not isinstance(personne, Utilisateur) or invitation.role == Role.ORGANISME:
        return False
    return personne.pk != invitation.utilisateur_id and peut_inviter(personne.roles, invitation.role)


def peut_retirer(personne: Personne, attribution: Attribution) -> bool:
    """Withdraw a role of the centre's team; nobody withdraws their own."""
    if not isinstance(personne, Utilisateur) or attribution.role not in EQUIPE:
        return False
    return personne.pk != attribution.utilisateur_id and peut_inviter(personne.roles, attribution.role)


def peut_demander_retrait(personne: Personne) -> bool:
    return a_role(personne, Role.RESPONSABLE)


def peut_confirmer_retrait(personne: Personne, retrait: RetraitFacteur) -> bool:
    """Another than who asked, and than who lost it."""
    if not isinstance(personne, Utilisateur) or not a_role(personne, Role.RESPONSABLE, Role.ADMIN):
        return False
    return retrait.etat == EtatRetrait.DEMANDE and personne.pk not in (retrait.demande_par_id, retrait.compte_id)


def peut_ecarter_retrait(personne: Personne, retrait: RetraitFacteur) -> bool:
    return a_role(personne, Role.RESPONSABLE, Role.ADMIN) and retrait.etat == EtatRetrait.DEMANDE
