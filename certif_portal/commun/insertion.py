"""Rows written in numbers: COPY on PostgreSQL, one prepared statement elsewhere. Nothing is validated here."""

import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice, repeat
from typing import Any

from django.db import connection
from django.db.models import Field, Model, QuerySet

PAR_ENVOI = 2_000
INTACTS = frozenset({str, int, bool, type(None)})
"""Types the SQLite driver writes as they are."""
A_ECHAPPER = re.compile(r"[\\\t\n\r]")
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


def inserer(modele: type[Model], lignes: Iterable[dict[str, Any]], **partout: Any) -> None:
    """Write rows given by column (`attname`), each naming the same ones; `partout` is the same on every row, and what
    neither says takes the default of its field."""
    lignes = iter(lignes)
    while envoi := list(islice(lignes, PAR_ENVOI)):
        _envoyer(modele, envoi, partout)


def _envoyer(modele: type[Model], lignes: list[dict[str, Any]], partout: dict[str, Any]) -> None:
    """One sending, prepared column by column: a type is looked at once, not once a row."""
    dites = lignes[0].keys() | partout.keys()
    champs = [champ for champ in modele._meta.concrete_fields if not champ.primary_key or champ.attname in dites]
    noms = ", ".join(connection.ops.quote_name(champ.column or "") for champ in champs)
    table = connection.ops.quote_name(modele._meta.db_table)
    copie = connection.vendor == "postgresql"
    en_colonne, en_valeur = (_textes, _en_texte) if copie else (_adaptees, _adapter)
    colonnes = [
        en_colonne([ligne[champ.attname] for ligne in lignes])
        if champ.attname in lignes[0]
        else repeat(en_valeur(partout[champ.attname] if champ.attname in partout else _defaut(champ)))
        for champ in champs
    ]
    rangees = zip(*colonnes, strict=False)
    with connection.cursor() as curseur:
        if copie:
            texte = "".join(["\t".join(rangee) + "\n" for rangee in rangees])
            curseur.copy_expert(f"COPY {table} ({noms}) FROM STDIN", io.StringIO(texte))
        else:
            places = ", ".join(["%s"] * len(champs))
            requete = f"INSERT INTO {table} ({noms}) VALUES ({places})"  # noqa: S608 names come from the model
            curseur.executemany(requete, list(rangees))


def _defaut(champ: "Field[Any, Any]") -> Any:
    """As it is written: the text of a JSON value, which callers give as text too."""
    defaut = champ.get_default()
    return json.dumps(defaut) if isinstance(defaut, list | dict) else defaut


def _textes(valeurs: list[Any]) -> Iterable[str]:
    """One column in the text format of COPY."""
    types = set(map(type, valeurs))
    if types == {str}:
        return [valeur.translate(ECHAPPES) for valeur in valeurs] if A_ECHAPPER.search("".join(valeurs)) else valeurs
    if types == {int}:
        return map(str, valeurs)
    textes = {valeur: _en_texte(valeur) for valeur in set(valeurs)}
    return [textes[valeur] for valeur in valeurs]


def _en_texte(valeur: Any) -> str:
    """One value in the text format of COPY."""
    if isinstance(valeur, str):
        return valeur.translate(ECHAPPES)
    if valeur is None:
        return "\\N"
    if isinstance(valeur, bool):
        return "t" if valeur else "f"
    return str(valeur)


def _adaptees(valeurs: list[Any]) -> list[Any]:
    """One column as the SQLite driver wants it."""
    return valeurs if INTACTS.issuperset(map(type, valeurs)) else [_adapter(valeur) for valeur in valeurs]


@lru_cache(maxsize=1024)  # one instant for a whole import, a few dates
def _adapter(valeur: Any) -> Any:
    if isinstance(valeur, datetime):
        return connection.ops.adapt_datetimefield_value(valeur)
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def inserer_selection(modele: type[Model], colonnes: Sequence[str], selection: "QuerySet[Any, Any]") -> int:
    """Write the rows that a query gives, in one statement, whatever their number; those that a unique constraint
    already holds are left as they are. `colonnes`: in the order of the values selected. How many were new."""
    requete, parametres = selection.query.sql_with_params()
    noms = ", ".join(connection.ops.quote_name(colonne) for colonne in colonnes)
    table = connection.ops.quote_name(modele._meta.db_table)
    with connection.cursor() as curseur:
        ecriture = f"INSERT INTO {table} ({noms}) {requete} ON CONFLICT DO NOTHING"
        curseur.execute(ecriture, parametres)
        return curseur.rowcount
