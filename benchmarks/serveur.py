"""gunicorn on the volume, as production runs it, for whoever measures what it answers; and what its processes cost."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client

from certif_portal.comptes.models import Utilisateur
from outils_dev.serveurs import port_au_hasard, repond
from tests.sessions import entrer

TIC = os.sysconf("SC_CLK_TCK")
PATIENCE = 240
"""Half seconds that it is given to answer."""


@dataclass(frozen=True)
class Serveur:
    port: int
    maitre: int

    def ouvriers(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.maitre}/task/{self.maitre}/children").read_text().split()]

    def memoire(self) -> list[float]:
        """Megabytes resident of each worker."""
        return [memoire for pid in self.ouvriers() if (memoire := _resident(pid))]


@contextmanager
def gunicorn(ouvriers: int = 2) -> Iterator[Serveur]:
    """The portal and the page frame (`benchmarks.wsgi`), on a port of its own."""
    port = port_au_hasard()
    ordre = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi:application", f"--bind=127.0.0.1:{port}"]
    ordre += [f"--workers={ouvriers}", "--timeout=120", "--log-level=critical", "--no-control-socket"]
    serveur = subprocess.Popen(ordre)  # noqa: S603  # our own server
    try:
        for _ in range(PATIENCE):
            if repond(port):
                break
            if serveur.poll() is not None:
                raise RuntimeError("gunicorn s’est arrêté avant de répondre : il n’y a rien à mesurer.")
            time.sleep(0.5)
        yield Serveur(port, serveur.pid)
    finally:
        serveur.terminate()
        with suppress(subprocess.TimeoutExpired):
            serveur.wait(60)
        serveur.kill()


def biscuit(courriel: str) -> str:
    """What the browser of this person sends."""
    client = Client(SERVER_NAME="127.0.0.1")
    entrer(client, Utilisateur.objects.get(email=courriel))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def processeur(pid: int) -> float:
    """Seconds of processor that this process has used so far; 0 once it is over."""
    try:
        champs = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(champs[11]) + int(champs[12])) / TIC


def _resident(pid: int) -> float:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024
    return 0.0
