"""Queries written once in the life of a process: where their SQL is long, writing it costs a page more than the answer.

What is written depends on what the builder is given, and on nothing else: the day, the roles of who reads, a filter.
Who reads and the instant are put in their places afterwards, so that one text serves all those of a role. Rows are read
each time: nothing of them is kept (decision 0442).
"""

from collections.abc import Callable, Hashable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable

UN_LECTEUR = 4_000_000_000_000_000_019
"""Stands for the key of who reads while the query is written: no account has it."""
UN_INSTANT = datetime(1900, 1, 2, tzinfo=UTC)
"""The same, for the instant."""
GARDEES = 128
"""Queries kept in a process: those of a day give way to those of the next one."""

LUES = (ModelIterable, ValuesListIterable, FlatValuesListIterable)
"""The rows that need nothing of their query once it is written."""


@dataclass(frozen=True)
class Ecrite:
    """A query as Django wrote it: how its rows become objects, and where what changes goes."""

    lignes: Any
    compilateur: Any
    sql: str
    parametres: tuple[Any, ...]

    def lire(self, places: dict[Any, Any]) -> Iterator[Any]:
        compilateur = copy(self.compilateur)
        compilateur.connection = connection
        mis = tuple(places.get(valeur, valeur) if _marque(valeur) else valeur for valeur in self.parametres)
        compilateur.as_sql = lambda *_, **__: (self.sql, mis)
        requete = SimpleNamespace(get_compiler=lambda *_, **__: compilateur)
        return iter(self.lignes(SimpleNamespace(db=DEFAULT_DB_ALIAS, query=requete, _known_related_objects={})))


def _marque(valeur: Any) -> bool:
    """Those that may stand for another: a list is a parameter too, and has no hash."""
    return isinstance(valeur, int | str | datetime)


def lire(
    ecrire: Callable[..., QuerySet[Any, Any]], *avec: Hashable, lecteur: Any = None, a: datetime | None = None
) -> list[Any]:
    """The rows of `ecrire(*avec)`, or of `ecrire(lecteur, *avec)`, of which only the key and the roles are read; with
    `a`, given last. 1 query, none when no row can be found. `ecrire` asks nothing of the base."""
    ecrite = _ecrite(connection.vendor, ecrire, avec, _sorte(lecteur), a is not None)
    if ecrite is None:
        return []
    adapter = connection.ops.adapt_datetimefield_value
    places: dict[Any, Any] = {UN_LECTEUR: lecteur.pk} if lecteur is not None else {}
    places |= {adapter(UN_INSTANT): adapter(a)} if a is not None else {}
    return list(ecrite.lire(places))


def _refuser(*_: Any) -> Any:
    raise RuntimeError("Une requête écrite une fois ne lit rien pendant qu’elle s’écrit.")


def _sorte(lecteur: Any) -> tuple[type[Any], frozenset[str]] | None:
    return None if lecteur is None else (lecteur._meta.model, lecteur.roles)  # through a lazy one


@lru_cache(maxsize=GARDEES)
def _ecrite(
    moteur: str,
    ecrire: Callable[..., QuerySet[Any, Any]],
    avec: tuple[Hashable, ...],
    sorte: tuple[type[Any], frozenset[str]] | None,
    instant: bool,
) -> Ecrite | None:
    arguments: list[Any] = [*avec]
    if sorte is not None:
        un_lecteur = sorte[0](pk=UN_LECTEUR)
        un_lecteur.retenir_roles(sorte[1])
        arguments.insert(0, un_lecteur)
    if instant:
        arguments.append(UN_INSTANT)
    _ = connection.features.has_json_object_function  # SQLite asks it of the base, once a connection, as it writes
    with connection.execute_wrapper(_refuser):
        lignes = ecrire(*arguments)
        if not issubclass(lignes._iterable_class, LUES):
            raise TypeError("Une requête écrite une fois donne des objets ou des listes.")
        compilateur = lignes.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, parametres = compilateur.as_sql()
        except EmptyResultSet:  # of whom nothing is ever shown
            return None
    compilateur.query = compilateur.connection = None  # heavy, or of one thread: no longer read
    return Ecrite(lignes._iterable_class, compilateur, sql, tuple(parametres))
