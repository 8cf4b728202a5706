"""Rows written in numbers: COPY on PostgreSQL, one prepared statement elsewhere. Nothing is validated here."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

PAR_ENVOI = 2_000
INTACTS = frozenset({str, int, bool, type(None)})
"""Types the SQLite driver writes as they are."""
ECHAPPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def reserver_cles(modele: type[Model], nombre: int) -> Sequence[int]:
    """Primary keys that nobody else will get, taken inside the transaction that writes their rows."""
    table = modele._meta.db_table
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            suite = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            curseur.execute(suite, [table, nombre])
            return [cle for (cle,) in curseur.fetchall()]
        curseur.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        derniere = (curseur.fetchone() or (0,))[0]
        return range(derniere + 1, derniere + nombre + 1)


def inserer(modele: type[Model], lignes: Iterable[dict[str, Any]]) -> None:
    """Write rows given by column (`attname`); what a row leaves out takes the default of its field."""
    lignes = iter(lignes)
    premier = list(islice(lignes, PAR_ENVOI))
    if not premier:
        return
    champs = [champ for champ in modele._meta.concrete_fields if not champ.primary_key or champ.attname in premier[0]]
    defauts = [(champ.attname, champ.get_default()) for champ in champs]
    noms = ", ".join(connection.ops.quote_name(champ.column or "") for champ in champs)
    table = connection.ops.quote_name(modele._meta.db_table)
    envoi = premier
    while envoi:
        valeurs = [[ligne.get(nom, defaut) for nom, defaut in defauts] for ligne in envoi]
        with connection.cursor() as curseur:
            if connection.vendor == "postgresql":
                texte = io.StringIO("".join("\t".join(map(_en_texte, ligne)) + "\n" for ligne in valeurs))
                curseur.copy_expert(f"COPY {table} ({noms}) FROM STDIN", texte)
            else:
                places = ", ".join(["%s"] * len(champs))
                requete = f"INSERT INTO {table} ({noms}) VALUES ({places})"  # noqa: S608 names come from the model
                curseur.executemany(
                    requete,
                    [
                        [valeur if valeur.__class__ in INTACTS else _adapter(valeur) for valeur in ligne]
                        for ligne in valeurs
                    ],
                )
        envoi = list(islice(lignes, PAR_ENVOI))


def _en_texte(valeur: Any) -> str:
    """One value in the text format of COPY."""
    if isinstance(valeur, str):
        return valeur.translate(ECHAPPES) if not valeur.isalnum() else valeur
    if valeur is None:
        return "\\N"
    if isinstance(valeur, bool):
        return "t" if valeur else "f"
    return str(valeur)


@lru_cache(maxsize=1024)  # one instant for a whole import, a few dates
def _adapter(valeur: Any) -> Any:
    if isinstance(valeur, datetime):
        return connection.ops.adapt_datetimefield_value(valeur)
    return valeur.isoformat() if isinstance(valeur, date) else valeur
