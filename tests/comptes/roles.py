"""Somebody with one role, and what a predicate answers to each: no database."""

from collections.abc import Callable, Mapping
from typing import Any

from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur

CENTRE = {Role.AGENT, Role.RESPONSABLE}


def personne(*roles: str, pk: int | None = None) -> Utilisateur:
    quelqu_un = Utilisateur(pk=pk, email="x@exemple.fr")
    quelqu_un._roles = frozenset(roles)
    return quelqu_un


def qui(predicat: Callable[..., bool], *objet: Any) -> set[str]:
    """The roles to which a predicate says yes."""
    return {role for role in Role if predicat(personne(role), *objet)}


def permis(predicat: Callable[..., bool], objets: Mapping[str, Any]) -> dict[str, set[str]]:
    """State -> the roles to which a predicate says yes; a state closed to everybody is left out."""
    trouves = {etat: qui(predicat, objet) for etat, objet in objets.items()}
    return {etat: roles for etat, roles in trouves.items() if roles}
