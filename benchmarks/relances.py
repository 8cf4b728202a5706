"""A round of reminders on the volume already loaded, against one mail a deadline, row by row, in turn; all undone (E1,
E2)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import naif
from benchmarks.chrono import defaire, occuper
from benchmarks.essai import essayer
from benchmarks.table import Mesure
from candidats.models import EcheanceDossier
from certif_portal.commun import horloge
from certif_portal.commun.jours_ouvres import est_ouvre, prochain_ouvre
from certif_portal.portail.services.relance import relancer

ECHANTILLON = 200
"""Deadlines written row by row: the cost of one does not depend on how many there are."""
DELAI = 600
LOT = 2_000


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    le, a = _jour(), horloge.maintenant()
    ecrites, requetes, taches, encore = _compter(le, a)
    notres, leurs, secondes = [], [], []
    for _ in range(min(tours, 3)):
        premiere, seconde = _deux_fois(le, a)
        notres.append(premiere)
        secondes.append(seconde)
        leurs.append(occuper(lambda: defaire(lambda: naif.relancer(le, a, ECHANTILLON))) / ECHANTILLON * ecrites)
    essai = essayer(lambda: defaire(lambda: relancer(le=le, a=a)), DELAI)
    yield Mesure(
        "relances",
        f"tournée de {EcheanceDossier.objects.au(le).count()} échéances",
        ecrites,
        notres,
        naif=[la_bas / nous for la_bas, nous in zip(leurs, notres, strict=True)],
        requetes=round(requetes / max(ecrites / LOT, 1)),
        memoire=essai.memoire,
        buts=["E1"],
        remarque=f"requêtes par {LOT} relances",
    )
    yield Mesure(
        "relances",
        f"seconde tournée du même jour : {encore} relance",
        ecrites,
        secondes,
        rapport=[deux / une for une, deux in zip(notres, secondes, strict=True)],
        buts=["E1 seconde"],
    )
    yield Mesure("relances", "tâches demandées, par relance", ecrites, rapport=[taches / max(ecrites, 1)], buts=["E2"])


def _jour() -> date:
    le = horloge.aujourdhui()
    return le if est_ouvre(le) else prochain_ouvre(le)


def _compter(le: date, a: datetime) -> tuple[int, int, int, int]:
    """Reminders written by one round, its queries, the tasks that its end would ask for; what a second one writes."""
    with transaction.atomic():
        deja = len(connection.run_on_commit)
        with CaptureQueriesContext(connection) as requetes:
            ecrites = relancer(le=le, a=a).relances
        taches = len(connection.run_on_commit) - deja
        encore = relancer(le=le, a=a).relances
        transaction.set_rollback(True)
    return ecrites, len(requetes), taches, encore


def _deux_fois(le: date, a: datetime) -> tuple[float, float]:
    with transaction.atomic():
        durees = occuper(lambda: relancer(le=le, a=a)), occuper(lambda: relancer(le=le, a=a))
        transaction.set_rollback(True)
    return durees
