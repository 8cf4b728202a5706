"""What waits for somebody's word before it is erased."""

from typing import Any

from django.db.models import Min, QuerySet, Sum

from certif_portal.commun.ecrites import lire
from jurys.choix_conservation import EtatPurge
from jurys.models import Purge


def a_approuver() -> Any:
    """The last list made that waits, with the number of its rows (`prevues`, as its page counts them) and the day since
    which the oldest is due (`depuis`); None when none says since when: 1 query."""
    return next(iter(lire(_attendue)), None)


def _attendue() -> QuerySet[Purge]:
    attendues = Purge.objects.filter(etat=EtatPurge.A_APPROUVER).annotate(
        depuis=Min("lignes__depuis"), prevues=Sum("lignes__prevues")
    )
    return attendues.filter(depuis__isnull=False).order_by("-pk")[:1]
