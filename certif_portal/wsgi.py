"""WSGI entry point, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")

application = get_wsgi_application()
# Every page is loaded before the first is asked for. A process that takes the place of another would do it in the
# time of its first request: on a starved machine longer than gunicorn waits, which ends it, and the next, with a 500.
reverse("accueil")
