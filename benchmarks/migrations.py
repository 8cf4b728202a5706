"""The last migrations, taken back then made again on the volume: how long each, and the locks it takes.

All in one transaction, which is rolled back: PostgreSQL alone does that. On SQLite a migration holds the whole base for
as long as it lasts.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from benchmarks.table import Mesure

DERNIERES = 12
VERROUS = (
    (re.compile(r'^\s*ALTER TABLE "(\w+)"'), "tout arrêté"),
    (re.compile(r'^\s*DROP (?:TABLE|INDEX|TRIGGER).*?"(\w+)"'), "tout arrêté"),
    (re.compile(r'^\s*CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON "(\w+)"'), "écritures arrêtées"),
    (re.compile(r'REFERENCES "(\w+)"'), "écritures arrêtées"),
    (re.compile(r'^\s*(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"'), "lignes écrites"),
)
"""What each statement holds until the end of its migration, by the manual of PostgreSQL."""
CREEE = re.compile(r'^\s*CREATE TABLE "(\w+)"')


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    if connection.vendor != "postgresql":
        yield Mesure("migrations", "sans objet sur ce moteur", 0, remarque="chaque migration tient toute la base")
        return
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL statement_timeout = 0")
        mesures = _rejouer()
        transaction.set_rollback(True)
    yield from (mesure for mesure in mesures if seulement in mesure.cas)


def _rejouer() -> list[Mesure]:
    executeur = MigrationExecutor(connection)
    chargeur = executeur.loader
    plan = [chargeur.graph.nodes[cle] for cle in _ordre(chargeur)]
    reculees: list[tuple[Migration, ProjectState]] = []
    empechement = ""
    for migration in reversed(plan[-DERNIERES:]):
        if not _reversible(migration):
            empechement = f"{migration.app_label}.{migration.name} ne se reprend pas"
            break
        etat = chargeur.project_state((migration.app_label, migration.name), at_end=False)
        _faire(lambda m=migration, e=etat: _reculer(m, e.clone()))
        reculees.append((migration, etat))
    mesures = [_avancer(migration, etat) for migration, etat in reversed(reculees)]
    if empechement:
        mesures.append(Mesure("migrations", "celles d’avant", 0, remarque=empechement))
    return mesures


def _ordre(chargeur: Any) -> list[tuple[str, str]]:
    """Ours, each after those that it needs."""
    ordre: dict[tuple[str, str], None] = {}
    for feuille in sorted(chargeur.graph.leaf_nodes()):
        ordre |= dict.fromkeys(chargeur.graph.forwards_plan(feuille))
    return [cle for cle in ordre if apps.get_app_config(cle[0]).name.split(".")[0] not in LIBRAIRIES]


LIBRAIRIES = {"django", "allauth", "simple_history"}


def _reversible(migration: Migration) -> bool:
    return all(operation.reversible for operation in migration.operations)


def _faire(travail: Any) -> None:
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    travail()


def _reculer(migration: Migration, etat: ProjectState) -> None:
    with connection.schema_editor(atomic=True) as editeur:
        migration.unapply(etat, editeur)


def _avancer(migration: Migration, etat: ProjectState) -> Mesure:
    dites: list[str] = []

    def noter(executer: Callable[..., Any], requete: str, *suite: Any) -> Any:
        dites.append(requete)
        return executer(requete, *suite)

    def appliquer() -> None:
        with connection.schema_editor(atomic=True) as editeur:
            migration.apply(etat.clone(), editeur)

    debut = time.perf_counter()
    with connection.execute_wrapper(noter):
        _faire(appliquer)
    duree = time.perf_counter() - debut
    remarque = ", ".join(f"{table} : {mot}" for table, mot in sorted(verrous(dites))) or "aucune table tenue"
    return Mesure("migrations", f"{migration.app_label}.{migration.name}", 1, [duree], remarque=remarque)


def verrous(requetes: Iterable[str]) -> set[tuple[str, str]]:
    """Tables that these statements hold, but for those that they make themselves: nobody waits for them yet."""
    requetes = list(requetes)
    creees = {trouvee[1] for requete in requetes if (trouvee := CREEE.search(requete))}
    tenues = {(table, mot) for r in requetes for motif, mot in VERROUS for table in motif.findall(r)}
    return {(table, mot) for table, mot in tenues if table not in creees}
