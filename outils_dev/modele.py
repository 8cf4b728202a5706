"""One database, migrated: what the workers of the suite copy instead of migrating each their own.

python -m outils_dev.modele NOM      on the engine of DATABASE_URL; NOM is the path of a file on SQLite
"""

import gc
import os
import sys


def fabriquer(nom):
    """Make it with the very code of the test runner: what is copied is what a worker would have made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
    import django

    django.setup()
    # Migrating draws and drops models by the thousand: the collector, which walks them all, passes less often.
    gc.freeze()
    gc.set_threshold(50000, 20, 1000)
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = nom
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()  # PostgreSQL copies no database that somebody reads; SQLite puts its journal away


if __name__ == "__main__":
    sys.exit(fabriquer(sys.argv[1]))
