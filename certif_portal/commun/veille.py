"""A PostgreSQL that hangs, its connection open, is given up: a page answers in a bounded time, a task fails and is
tried again.

The server's own `statement_timeout` does not count in a frozen server, the kernel acknowledges what nobody reads, and
the client library waits for ever. So every wait for an answer is noted, and one thread per process cuts the socket of
those that last too long: the query then fails as when the server is away (`pannes.py`).
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from psycopg2 import extensions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE, TRAVAIL, SANTE = 10.0, 70.0, 3.0
"""Seconds given to one answer: for a page; for a task, more than the server's own limit; to see that a kept connection
is alive (before a new one is tried, which has five seconds of its own)."""
PAS = 0.5
"""Seconds between two looks."""
SONDE = "SELECT 1"
"""What Django asks of a connection that it kept."""
fil = threading.local()


class Veilleur:
    """The waits of this process, and the thread that ends those that are overdue."""

    def __init__(self) -> None:
        self.verrou = threading.Lock()
        self.attentes: dict[int, tuple[float, int]] = {}
        self.processus = 0

    @contextmanager
    def attendre(self, connexion: extensions.connection, secondes: float) -> Iterator[None]:
        self._demarrer()
        cle, descripteur = threading.get_ident(), connexion.fileno()
        with self.verrou:
            self.attentes[cle] = (time.monotonic() + secondes, descripteur)
        try:
            yield
        finally:
            with self.verrou:
                self.attentes.pop(cle, None)

    def _demarrer(self) -> None:
        """One thread per process: a server that forks its workers leaves it behind."""
        if self.processus != os.getpid():
            self.processus = os.getpid()
            threading.Thread(target=self._veiller, name="veille-base", daemon=True).start()

    def _veiller(self) -> None:
        while True:
            time.sleep(PAS)
            self.couper(time.monotonic())

    def couper(self, maintenant: float) -> None:
        """Under the lock: whoever waits has not closed its socket."""
        with self.verrou:
            depassees = [cle for cle, (limite, _) in self.attentes.items() if limite <= maintenant]
            for cle in depassees:
                _, descripteur = self.attentes.pop(cle)
                with socket.socket(fileno=os.dup(descripteur)) as prise:
                    _eteindre(prise)


def _eteindre(prise: socket.socket) -> None:
    try:
        prise.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the server has just closed it


veilleur = Veilleur()


class CurseurVeille(extensions.cursor):
    def execute(self, query: Any, vars: Any = None) -> None:
        with veilleur.attendre(self.connection, SANTE if query == SONDE else delai()):
            super().execute(query, vars)

    def copy_expert(self, *arguments: Any, **options: Any) -> None:
        with veilleur.attendre(self.connection, delai()):
            super().copy_expert(*arguments, **options)

    def fetchmany(self, size: Any = None) -> list[tuple[Any, ...]]:
        """Of a cursor kept by the server, each chunk is asked for."""
        nombre = self.arraysize if size is None else size
        if self.name is None:
            return super().fetchmany(nombre)
        with veilleur.attendre(self.connection, delai()):
            return super().fetchmany(nombre)


class ConnexionVeillee(extensions.connection):
    """`connection_factory` of the settings."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cursor_factory = CurseurVeille

    def commit(self) -> None:
        with veilleur.attendre(self, delai()):
            super().commit()

    def rollback(self) -> None:
        with veilleur.attendre(self, delai()):
            super().rollback()


def delai() -> float:
    return getattr(fil, "delai", TRAVAIL)


def borner_les_pages(suite: "Callable[[HttpRequest], HttpResponse]") -> "Callable[[HttpRequest], HttpResponse]":
    """Middleware, the first of all: somebody waits."""

    def repondre(request: "HttpRequest") -> "HttpResponse":
        fil.delai = PAGE
        try:
            return suite(request)
        finally:
            del fil.delai

    return repondre
