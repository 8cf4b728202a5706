"""A real Celery worker on a Redis of its own, and a mail server that remembers: the tests end it by SIGKILL."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from celery import Celery
from django.conf import settings
from django.db import connection

from outils_dev.environnement import environnement_vierge

PATIENCE = 60
"""Seconds given to a worker to start, or to do something."""


def attendre(quoi: str, vrai: Callable[[], Any], secondes: float = PATIENCE) -> Any:
    limite = time.monotonic() + secondes
    while time.monotonic() < limite:
        if valeur := vrai():
            return valeur
        time.sleep(0.05)
    raise AssertionError(f"attendu en vain : {quoi}")


@dataclass
class Poste:
    """A mail server: what it accepted, (addressee, Message-ID); at the mail of that rank it answers only once told."""

    recus: list[tuple[str, str]] = field(default_factory=list)
    rang_retenu: int = 0
    retenu: threading.Event = field(default_factory=threading.Event)
    reprendre: threading.Event = field(default_factory=threading.Event)

    def recevoir(self, a_qui: str, message: str) -> None:
        trouve = re.search(r"^Message-ID: (\S+)", message, re.MULTILINE)
        assert trouve is not None
        self.recus.append((a_qui, trouve[1]))
        if len(self.recus) == self.rang_retenu:
            self.retenu.set()
            self.reprendre.wait(PATIENCE)


@contextmanager
def serveur_de_courriel(poste: Poste) -> Iterator[str]:
    """Its EMAIL_URL."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # whoever waited for the answer was killed
                self.parler()

        def parler(self) -> None:
            self.wfile.write(b"220 essai\r\n")
            a_qui = ""
            while commande := self.rfile.readline().decode().strip():
                if commande.upper().startswith("RCPT"):
                    a_qui = commande.partition("<")[2].partition(">")[0]
                if commande.upper() == "DATA":
                    self.wfile.write(b"354 allez\r\n")
                    lignes = []
                    while (ligne := self.rfile.readline()) not in (b".\r\n", b""):
                        lignes.append(ligne.decode())
                    poste.recevoir(a_qui, "".join(lignes))
                self.wfile.write(b"250 bien\r\n")
                if commande.upper() == "QUIT":
                    return

    serveur = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
    serveur.daemon_threads = True
    threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"smtp://127.0.0.1:{serveur.server_address[1]}"
    finally:
        poste.reprendre.set()
        serveur.shutdown()
        serveur.server_close()


@dataclass
class Atelier:
    """Where the worker works: the database of the test, its clock, that Redis and that mail server."""

    redis: str
    courriel: str
    processus: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def demander(self, tache: str, fois: int = 1) -> None:
        """What beat does at its hour."""
        with Celery(broker=self.redis, set_as_current=False) as celery:
            for _ in range(fois):
                celery.send_task(tache)

    def demarrer(self) -> None:
        base = connection.settings_dict
        environnement = environnement_vierge(
            DEMO="1",
            VAR_DIR=str(settings.VAR_DIR),
            SECRET_KEY=settings.SECRET_KEY,
            DATABASE_URL=f"postgres://{base['USER']}@{base['HOST']}:{base['PORT']}/{base['NAME']}",
            REDIS_URL=self.redis,
            EMAIL_URL=self.courriel,
            NIVEAU_JOURNAL="ERROR",
        )
        commande = ["worker", "--concurrency=1", "--loglevel=ERROR", "--without-gossip", "--without-mingle"]
        self.processus.append(
            subprocess.Popen(
                [sys.executable, "-m", "celery", "--app=certif_portal", *commande],
                cwd=settings.BASE_DIR,
                env=environnement,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def tuer(self) -> None:
        """The worker and the process that works for it, at once, whatever they do."""
        processus = self.processus.pop()
        os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()

    def fermer(self) -> None:
        while self.processus:
            self.tuer()


def en_attente_d_un_verrou() -> bool:
    """Some other session of this database waits for a lock: the worker, in the middle of its transaction."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database()"
            " AND NOT granted"
        )
        return bool(curseur.fetchone()[0])
