"""How the schema changes while pages are served, by the code of before (decision 0373).

A column that a migration adds keeps its default in the database: the code of before, which does not know it, goes on
writing its rows. A table that somebody holds is waited for two seconds, then left to the pages and asked for again:
what queues behind a migration that waits is every page.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.verrous import VerrouIndisponible

ATTENTE_VERROU = 2
"""Seconds."""
ESSAIS = 15
PAUSE = 2.0
"""Seconds between two tries."""
TENUE = (
    f"Une table est restée tenue par le portail après {ESSAIS} essais : ce qui était fait le reste. Posez la page de "
    "maintenance, arrêtez web et worker, puis relancez la même commande."
)


def editeur(classe: type) -> type:
    """The schema editor of an engine, that leaves its default to a column that is never empty."""

    class Editeur(classe):
        def skip_default_on_alter(self, field: models.Field) -> bool:  # its name in Django
            return not field.null and not field.unique

    return Editeur


@contextmanager
def sans_arret(connexion: BaseDatabaseWrapper) -> Iterator[None]:
    """A migration takes the time it needs, and never makes pages wait for a lock that it waits for."""
    if connexion.vendor != "postgresql":
        yield
        return
    avant = connexion.SchemaEditorClass
    connexion.SchemaEditorClass = editeur(avant)  # of this connection alone
    _regler(connexion, f"SET lock_timeout = '{ATTENTE_VERROU}s'", "SET statement_timeout = 0")
    try:
        yield
    finally:
        connexion.SchemaEditorClass = avant
        if not connexion.needs_rollback:
            _regler(connexion, "RESET lock_timeout", "RESET statement_timeout")


def _regler(connexion: BaseDatabaseWrapper, *gestes: str) -> None:
    with connexion.cursor() as curseur:
        for geste in gestes:
            curseur.execute(geste)


def insister(faire: Callable[[], Any], dire: Callable[[str], Any]) -> None:
    """Again while a table is held: what was done before is kept, each migration being a transaction. Raises
    ErreurMetier when it is held all along."""
    for essai in range(1, ESSAIS + 1):
        try:
            faire()
            return
        except VerrouIndisponible as tenue:
            if essai == ESSAIS:
                raise ErreurMetier(TENUE) from tenue
            dire(f"Une table est tenue par le portail : nouvel essai ({essai} sur {ESSAIS - 1}).")
            time.sleep(PAUSE)
