"""Two workers at once on the same document."""

import time
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from referentiels.models import DepotReferentiel, LectureReferentiel
from referentiels.services.relecture import demander_lecture, lire_depot

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def lire(depot: DepotReferentiel) -> None:
    try:
        lire_depot(depot.pk, a=A)
    finally:
        connections.close_all()


def attendre_un_verrou() -> None:
    """Until another session waits for a row."""
    limite = time.monotonic() + 20
    with connection.cursor() as curseur:
        while curseur.rowcount < 1:
            assert time.monotonic() < limite
            curseur.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the sessions of its first look
            curseur.execute(
                "SELECT 1 FROM pg_locks JOIN pg_stat_activity a USING (pid) "
                "WHERE NOT granted AND a.datname = current_database()"
            )


def test_deux_ouvriers_qui_lisent_les_memes_octets_ne_font_qu_une_lecture(responsable, octets_fictifs) -> None:
    """Both began before either had kept what it read. Control: other bytes are not waited for; without the wait of
    `_deja_lu`, the second writes a reading of its own."""
    type_mime, autres = "text/markdown", octets_fictifs.replace(b"CQPM 2024 9001", b"CQPM 2024 9002")
    assert autres != octets_fictifs
    depots = [
        demander_lecture(fichier=("cqpm.md", octets, type_mime), par=responsable, a=A)
        for octets in (octets_fictifs, octets_fictifs, autres)
    ]
    second, autre = [Thread(target=lire, args=[depot]) for depot in depots[1:]]
    with transaction.atomic():
        lire_depot(depots[0].pk, a=A)
        second.start()
        attendre_un_verrou()
        autre.start()
        autre.join(20)
        assert (autre.is_alive(), second.is_alive()) == (False, True)
    second.join(20)
    faits = [DepotReferentiel.objects.get(pk=depot.pk) for depot in depots]
    assert faits[0].lecture == faits[1].lecture != faits[2].lecture
    assert LectureReferentiel.objects.count() == 2
