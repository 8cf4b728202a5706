"""What the tests do with a whole database."""

import os
import subprocess

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from outils_dev.systeme import dossier_postgresql

TABLES_FIXES = {"django_migrations", "django_content_type", "auth_permission"}


def vider_les_tables(base: BaseDatabaseWrapper) -> bool:
    """False where the account may not put aside the triggers and the keys, for which a deletion in any order is wrong.

    Under Django's own cursor: emptying a table is nobody's act, and nothing is remade for it.
    """
    tables = set(base.introspection.django_table_names(only_existing=True, include_views=False)) - TABLES_FIXES
    with transaction.atomic(), base.connection.cursor() as curseur:
        curseur.execute("SHOW is_superuser")
        if curseur.fetchone() != ("on",):
            return False
        curseur.execute("SET LOCAL session_replication_role = replica")
        pleines = [f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in sorted(tables)]  # noqa: S608  # ours
        curseur.execute(" UNION ALL ".join(pleines))
        for (table,) in curseur.fetchall():
            curseur.execute(f'DELETE FROM "{table}"')  # noqa: S608  # ours
    return True


def copier_la_base(url: str) -> None:
    """The tables of the tests in the database of this address, created there: a second migration costs a minute."""
    reglages, serveur = connection.settings_dict, url.rpartition("/")[0]
    adresse = ("-h", reglages["HOST"], "-p", str(reglages["PORT"]), "-U", reglages["USER"])
    ou = dossier_postgresql()
    subprocess.run([os.path.join(ou, "psql"), "-q", f"{serveur}/postgres", "-c", "CREATE DATABASE portail"], check=True)
    lire = [os.path.join(ou, "pg_dump"), "--no-owner", *adresse, reglages["NAME"]]
    ecrire = [os.path.join(ou, "psql"), "-q", "-v", "ON_ERROR_STOP=1", url]
    with subprocess.Popen(lire, stdout=subprocess.PIPE, env=os.environ | {"PGPASSWORD": reglages["PASSWORD"]}) as lue:
        subprocess.run(ecrire, stdin=lue.stdout, stdout=subprocess.DEVNULL, check=True)
    assert lue.returncode == 0
