"""State machines: a table of allowed transitions beside each list of states."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices

from certif_portal.commun.erreurs import TransitionInterdite

E = TypeVar("E", bound=TextChoices)


def verifier_transition(transitions: Mapping[E, set[E]], de: str, vers: E) -> None:
    """Raise TransitionInterdite unless the table allows going from `de` to `vers`."""
    etat = type(vers)(de)
    if vers in transitions[etat]:
        return
    if etat == vers:
        raise TransitionInterdite(f"C’est déjà fait : l’état est « {etat.label} ».")
    raise TransitionInterdite(f"Impossible de passer de « {etat.label} » à « {vers.label} ».")
