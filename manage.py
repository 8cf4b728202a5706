#!/usr/bin/env python3
"""Django's command line for the portal."""

import os
import sys
from importlib import import_module


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except ImproperlyConfigured as faute:
        sys.exit(str(faute))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
