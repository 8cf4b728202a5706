"""The composition as an application: Celery is made known once Django is ready.

Not in `certif_portal/__init__.py`: the processes that open uploads import this package, and none of that.
"""

from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "certif_portal"
    verbose_name = "Composition du portail"

    def ready(self) -> None:
        from certif_portal import celery  # noqa: F401  # the default application of every task
