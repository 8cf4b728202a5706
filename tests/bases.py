"""What the tests do with a whole database."""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

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
