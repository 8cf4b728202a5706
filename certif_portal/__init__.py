"""Composition of the portal: settings, URLs, Celery."""
