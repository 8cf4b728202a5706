"""Composition of the portal: settings, URLs, Celery."""

from certif_portal.celery import app as celery_app

__all__ = ["celery_app"]
