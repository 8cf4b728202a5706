"""What waits for somebody's word before it is erased."""

from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from certif_portal.commun.ecrites import lire
from jurys.choix_conservation import EtatPurge
from jurys.models import Purge


def a_approuver() -> Any:
    """The last list made that waits, with the number of its rows (`prevues`, as its page counts them) and the day since
    which it waits (`depuis`); None when none does: 1 query."""
    return next(iter(lire(_a_approuver)), None)


def _a_approuver() -> QuerySet[Any]:
    return attendues().annotate(prevues=Sum("lignes__prevues")).order_by("-pk")[:1]


def attendues() -> QuerySet[Any]:
    """The lists that wait for an answer, with the day of the first of those that each replaces."""
    return Purge.objects.filter(etat=EtatPurge.A_APPROUVER).annotate(depuis=Coalesce("attend_depuis", F("le")))
