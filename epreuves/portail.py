"""The portal of a trial: Django set up as the tests have it, and a database that is dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def base_jetable() -> Iterator[None]:
    import tests.environnement  # noqa: F401 - the environment of the tests, before Django reads its settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if (modele := os.environ.get("BASE_MODELE", "")) and connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = modele  # as the tests do: migrated already
    bases = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(bases, verbosity=0)
