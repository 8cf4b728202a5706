"""Uploads are opened in a process of their own, with limits: memory, processor, time, no file written, no secret.

A parser that a hostile file breaks, fills or hangs takes that process with it, and the answer is a refusal. One
mechanism for PDF, pictures, workbooks and Word documents, under gunicorn as under Celery and in the demo. What
comes back is unpickled with nothing but our own dataclasses and refusals allowed: a taken process gives no code.

The process is forked from one that has imported the parsers, and no Django (`souche.py`): starting Python and importing
them took longer than most files. This process starts it at the first file, and again when it has ended.
"""

import atexit
import contextlib
import dataclasses
import enum
import io
import logging
import os
import pickle  # restricted below
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.souche import PRET

journal_technique = logging.getLogger(__name__)
RACINE = Path(__file__).resolve().parent.parent.parent
MEMOIRE, SECONDES = 250, 10
"""Megabytes of address space, and seconds of processor; the wait is three times as long, on a busy machine."""
ADIEU = 5
"""Seconds left to the process we fork from to end by itself."""
NOS_PAQUETS = ("certif_portal", "candidats", "referentiels")
DATES = {("datetime", nom) for nom in ("date", "datetime", "time", "timedelta")}
TROP = "Ce fichier demande trop de mémoire ou de temps pour être ouvert : allégez-le, puis déposez-le."
CASSE = "Ce fichier n’a pas pu être ouvert : réenregistrez-le, puis déposez-le."


class Retour(pickle.Unpickler):
    """What a process may give back: plain values, dates, our dataclasses, our closed lists and our refusals."""

    def find_class(self, module: str, nom: str) -> Any:
        if (module, nom) in DATES:
            return super().find_class(module, nom)
        if module.split(".")[0] in NOS_PAQUETS:
            objet = super().find_class(module, nom)
            if isinstance(objet, type) and (
                dataclasses.is_dataclass(objet) or issubclass(objet, enum.Enum | FichierRefuse)
            ):
                return objet
        raise pickle.UnpicklingError(f"{module}.{nom} ne revient pas d’un processus à part.")


class Souche:
    """The process from which those that open files are forked, started by this one."""

    def __init__(self) -> None:
        self.demandes, la_bas = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environnement = {nom: os.environ[nom] for nom in ("PATH", "LANG", "LD_LIBRARY_PATH") if nom in os.environ}
        with la_bas:
            self.processus = subprocess.Popen(
                [sys.executable, "-P", "-m", "certif_portal.commun.souche"],
                stdin=la_bas.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=RACINE,
                env=environnement | {"PYTHONPATH": str(RACINE), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            )
        self.de = os.getpid()

    def sert(self) -> bool:
        """Not one inherited from the process that forked us, which is left to it, nor one that has ended."""
        return self.de == os.getpid() and self.processus.poll() is None

    def demander(self, module: str, duree: int) -> socket.socket:
        """The line to a process of its own; nothing comes of it when this one was ending."""
        ici, la_bas = socket.socketpair()
        with la_bas, contextlib.suppress(OSError):
            socket.send_fds(self.demandes, [f"{module} {duree}".encode()], [la_bas.fileno()])
        return ici

    def arreter(self) -> None:
        """Its line closed, it ends; one that hangs is ended."""
        self.demandes.close()
        if self.de != os.getpid():
            return
        try:
            self.processus.wait(ADIEU)
        except subprocess.TimeoutExpired:
            self.processus.kill()
            self.processus.wait()


class Souches:
    """The one of this process: started at the first file, again once it has ended."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._souche: Souche | None = None

    def prendre(self) -> Souche:
        with self._verrou:
            if self._souche is None or not self._souche.sert():
                self._oublier()
                self._souche = Souche()
            return self._souche

    def ecarter(self, souche: Souche | None) -> None:
        """Stop this one, unless another thread has replaced it."""
        with self._verrou:
            if souche is self._souche:
                self._oublier()

    def _oublier(self) -> None:
        if self._souche is not None:
            self._souche.arreter()
        self._souche = None


SOUCHES = Souches()
atexit.register(lambda: SOUCHES.ecarter(SOUCHES._souche))


def executer(fonction: str, *arguments: Any, memoire: int = MEMOIRE, secondes: int = SECONDES, disque: int = 0) -> Any:
    """Call `module:name` in a limited process and return what it returned.

    `disque`: megabytes of one temporary file; none by default. Raises what it raised when that is a FichierRefuse, and
    FichierRefuse when it hit a limit or broke.
    """
    demande = pickle.dumps((fonction, arguments, (memoire, secondes, disque)))
    reponse = _echanger(fonction, demande, 3 * secondes) or _echanger(fonction, demande, 3 * secondes)
    if not reponse:
        journal_technique.error("%s : aucun processus ne s’ouvre.", fonction)
        raise FichierRefuse(CASSE)
    if reponse == PRET or not reponse.endswith(PRET):  # cut short: by a limit, by a signal
        journal_technique.warning("%s : arrêté avant sa réponse.", fonction)
        raise FichierRefuse(TROP)
    try:
        issue, valeur = Retour(io.BytesIO(reponse[len(PRET) :])).load()
    except Exception as erreur:  # not what we write: whatever it is, the file is refused
        journal_technique.warning("%s : %r", fonction, erreur)
        raise FichierRefuse(CASSE) from erreur
    if issue == "rendu":
        return valeur
    if issue == "refus":
        raise valeur
    if issue == "memoire":
        raise FichierRefuse(TROP)
    journal_technique.error("%s : %s", fonction, valeur)
    raise FichierRefuse(CASSE)


def _echanger(fonction: str, demande: bytes, duree: int) -> bytes:
    """What the process answered, after PRET; nothing at all where none was forked: whoever should have is set aside."""
    fin, recu = time.monotonic() + duree, bytearray()
    souche = SOUCHES.prendre()
    with souche.demander(fonction.partition(":")[0], duree) as prise:
        prise.settimeout(duree)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it ended before it had read all
                prise.sendall(demande)
            while morceau := prise.recv(1 << 20):
                recu += morceau
                prise.settimeout(max(fin - time.monotonic(), 0.001))
        except TimeoutError:
            if recu:
                return PRET  # who forked it ends it
        except ConnectionResetError:
            pass
    if not recu:
        SOUCHES.ecarter(souche)
    return bytes(recu)
