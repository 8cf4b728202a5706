"""The Celery application; tasks are found in each app's `tasks.py`."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_process_init

from certif_portal.commun.traces import suivre

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")

app = Celery("certif_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

PRIORITE = 10
"""Added to the niceness of the processes that work."""


@worker_process_init.connect
def ceder_le_pas(**_: object) -> None:
    """A long import gives way to the pages served on the same machine."""
    os.nice(PRIORITE)


_suivis: dict[str, Any] = {}
"""Name of a task under way -> what its lines say, to be ended with it."""


@task_prerun.connect
def dire_la_tache(task_id: str = "", task: Any = None, **_: object) -> None:
    """The lines of a task say which, and which of its turns."""
    suivi = _suivis[task_id] = suivre(tache=task.name, tour=task_id)
    suivi.__enter__()


@task_postrun.connect
def ne_plus_la_dire(task_id: str = "", **_: object) -> None:
    if suivi := _suivis.pop(task_id, None):
        suivi.__exit__(None, None, None)
