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
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

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


class ExecuteurBref(MigrationExecutor):
    """Django's, that holds no table while it thinks (decision 0398).

    Between two steps of a migration Django draws again every model that the first one touched: seconds of processor, in
    the transaction that holds the table, for a tenth of a second of SQL. Here they are drawn before it is opened.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if migration.atomic and not (fake or fake_initial or migration.initial):  # a first migration meets no page
            migration = Dessinee(migration, state)
        return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


class Dessinee(Migration):
    """The same migration, whose states are drawn: what is left to do is its SQL."""

    def __init__(self, migration: Migration, etat: ProjectState) -> None:
        super().__init__(migration.name, migration.app_label)
        self.operations, self.replaces = migration.operations, migration.replaces  # type: ignore[misc]  # as Django does
        self.etats = [etat]
        for operation in self.operations:
            avant = self.etats[-1]
            if isinstance(operation, RunPython):
                dessiner_tout(avant)
            apres = avant.clone()
            operation.state_forwards(self.app_label, apres)
            self.etats.append(apres)

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        for operation, avant, apres in zip(self.operations, self.etats, self.etats[1:], strict=False):
            operation.database_forwards(self.app_label, schema_editor, avant, apres)
        return self.etats[-1]


def dessiner_tout(etat: ProjectState) -> None:
    """Every relation too, as `RunPython` asks for, which else throws away what was drawn and begins again."""
    if etat.is_delayed:
        etat.clear_delayed_apps_cache()
        etat.is_delayed = not etat.apps


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
