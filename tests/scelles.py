"""Seals, for the tests: what is written against them by who owns the tables, and how each field is attacked."""

from contextlib import contextmanager

from django.db import DatabaseError, connection, models, transaction

from certif_portal.commun.declencheurs import LigneScellee, retirer_scelles, sans_scelles

AUTRES = (
    (models.BooleanField, "NOT COALESCE({c}, false)"),
    (models.DateTimeField, "COALESCE({c}, TIMESTAMPTZ '2000-01-01') + INTERVAL '1 day'"),
    (models.DateField, "COALESCE({c}, DATE '2000-01-01') + 1"),
    (models.TimeField, "COALESCE({c}, TIME '10:00') + INTERVAL '1 hour'"),
    (models.JSONField, "'{{\"x\": 1}}'"),
    (models.BinaryField, "{c} || '\\x00'::bytea"),
    (models.CharField | models.TextField, "CASE {c} WHEN 'x' THEN 'y' ELSE 'x' END"),
    (models.IntegerField | models.ForeignKey, "COALESCE({c}, 0) + 1"),
)
"""Another value than the one that is there, by kind of field."""


@contextmanager
def desceller():
    """The world as nobody may write it: a row corrupted, an earlier day. Without seals, what they refuse passes."""
    if connection.vendor == "postgresql":
        with sans_scelles(connection):
            yield
    else:
        retirer_scelles(connection)
        yield


def refuse(sql, parametres=None):
    """Whether the seals refuse this, which is undone; anything else that the base refuses is not theirs."""
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(sql, parametres)
            transaction.set_rollback(True)
    except LigneScellee:
        return True
    except DatabaseError:
        return False
    return False


def attaque(modele, champ):
    """Raw SQL that changes one field of one row, where it is not empty when there is one."""
    table, colonne = modele._meta.db_table, champ.column
    [autre] = [autre for genre, autre in AUTRES if isinstance(champ, genre)][:1]
    pk = modele._meta.pk.column
    plein = f"NULLIF({colonne}::text, '') IS NULL, {pk}"
    return f'UPDATE "{table}" SET "{colonne}" = {autre.format(c=colonne)} WHERE {pk} = ' + (
        f'(SELECT {pk} FROM "{table}" ORDER BY {plein} LIMIT 1)'
    )
