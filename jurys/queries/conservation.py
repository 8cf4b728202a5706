"""What waits for somebody's word before it is erased."""

from typing import Any

from django.db.models import QuerySet, Sum

from certif_portal.commun.ecrites import lire
from jurys.choix_conservation import EtatPurge
from jurys.models import Purge


def a_approuver() -> Any:
    """The last list made that waits, with the number of its rows (`prevues`, as its page counts them); None when none
    does: 1 query."""
    return next(iter(lire(_a_approuver)), None)


def _a_approuver() -> QuerySet[Any]:
    return attendues().annotate(prevues=Sum("lignes__prevues")).order_by("-pk")[:1]


def attendues() -> QuerySet[Purge]:
    """The lists that wait for an answer."""
    return Purge.objects.filter(etat=EtatPurge.A_APPROUVER)
