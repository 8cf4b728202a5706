"""When each task asked for by beat last ended, and how: what tells that the worker and beat are alive.

A task played at once, without a broker, is seen by whoever plays it: nothing is kept of it.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from certif_portal.commun.models import PassageTache

journal_technique = logging.getLogger(__name__)


def noter_passage(nom: str, a: datetime, erreur: str = "") -> None:
    """One row a name: the last time it ended well, or the last time it failed and why."""
    champs: dict[str, Any] = {"echoue_le": a, "erreur": erreur[:500]} if erreur else {"reussi_le": a}
    PassageTache.objects.update_or_create(nom=nom, defaults=champs)


def taches_de_beat() -> dict[str, Any]:
    """Name of the task -> its schedule."""
    return {str(reglage["task"]): reglage["schedule"] for reglage in settings.CELERY_BEAT_SCHEDULE.values()}


def noter_fin(tache: Any, a: datetime, erreur: str = "") -> None:
    """What the worker's signals tell: kept when beat asked for that task."""
    if tache.request.is_eager or tache.name not in taches_de_beat():
        return
    try:
        noter_passage(tache.name, a, erreur)
    except DatabaseError:  # the task itself is done: what is said of it comes at its next turn
        journal_technique.exception("passage de %s non noté", tache.name)
