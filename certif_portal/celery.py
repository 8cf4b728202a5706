"""The Celery application; tasks are found in each app's `tasks.py`."""

import os

from celery import Celery
from celery.signals import worker_process_init

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
