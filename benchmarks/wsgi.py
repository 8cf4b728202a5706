"""The portal and the page frame, as gunicorn serves them to the domain « charge »."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")

from django.conf import settings

settings.ROOT_URLCONF = "benchmarks.urls"

from certif_portal.wsgi import application  # noqa: E402

__all__ = ["application"]
