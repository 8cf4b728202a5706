"""Indexes of the parts of words, for migrations: PostgreSQL alone has them, by an extension that comes with it.

Where the extension may not be created the search answers the same, reading its table (decision 0194).
"""

from django.db import DatabaseError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def poser(editeur: BaseDatabaseSchemaEditor, index: str, table: str, expression: str) -> bool:
    """Whether the index is there."""
    if editeur.connection.vendor != "postgresql":
        return False
    with editeur.connection.cursor() as curseur:
        try:
            with transaction.atomic(using=editeur.connection.alias):
                curseur.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:  # not installed, or for an administrator of the server only
            return False
        curseur.execute(f'CREATE INDEX IF NOT EXISTS "{index}" ON "{table}" USING gin (({expression}) gin_trgm_ops)')
    return True


def retirer(editeur: BaseDatabaseSchemaEditor, index: str) -> None:
    if editeur.connection.vendor == "postgresql":
        editeur.execute(f'DROP INDEX IF EXISTS "{index}"')
