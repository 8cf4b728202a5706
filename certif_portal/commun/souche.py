"""The process from which those that open uploads are forked: `python -m certif_portal.commun.souche`.

It has imported the parsers, and reads no file: a fork of it does, with limits, and ends with that one file. It ends
itself with the process that started it, or when nothing has been asked for a while. See `a_part.py`, which asks.
"""

import contextlib
import gc
import importlib
import os
import pickle  # of our parent
import resource
import select
import signal
import socket
import time
import traceback
from functools import cache
from typing import Any

from certif_portal.commun.erreurs import FichierRefuse

REPOS = 300
"""Seconds without a demand after which it ends: a server that opens no file keeps no memory for it."""
VEILLE = 1.0
"""Seconds between two looks at the processes under way."""
DEMANDE_MAXIMUM = 4096
PRET = b"\x01"
"""Written by the process that opens a file, before it reads its demand, then after its whole answer: an answer that
lacks is of its making."""
MEGA = 1024 * 1024


def servir(demandes: socket.socket) -> None:
    """Fork a process for each demand: the module to load, the seconds it may last, and the line to whoever asks."""
    en_cours: dict[int, float] = {}
    dernier = time.monotonic()
    while en_cours or time.monotonic() - dernier < REPOS:
        prete, _, _ = select.select([demandes], [], [], VEILLE if en_cours else REPOS)
        _relever(en_cours)
        if not prete:
            continue
        message, lignes, _, _ = socket.recv_fds(demandes, DEMANDE_MAXIMUM, 1)
        if not lignes:  # whoever started us is gone
            break
        module, _, duree = message.decode().partition(" ")
        with contextlib.suppress(Exception):  # it fails again in the process that needs it, which says so
            _charger(module)
        if not (enfant := os.fork()):
            demandes.close()
            os._exit(_ouvrir(lignes[0]))
        os.close(lignes[0])
        en_cours[enfant] = (dernier := time.monotonic()) + float(duree)
    for enfant in en_cours:
        os.kill(enfant, signal.SIGKILL)


def _relever(en_cours: dict[int, float]) -> None:
    """Take leave of those that ended, and end those that last."""
    for enfant, fin in list(en_cours.items()):
        if os.waitpid(enfant, os.WNOHANG)[0]:
            del en_cours[enfant]
        elif time.monotonic() > fin:
            os.kill(enfant, signal.SIGKILL)


@cache
def _charger(module: str) -> None:
    """A module, and the libraries that it says it opens files with."""
    for autre in getattr(importlib.import_module(module), "OUVRE_AVEC", ()):
        importlib.import_module(autre)
    gc.freeze()  # shared with every fork: no collector writes on it


def _ouvrir(descripteur: int) -> int:
    """The process itself: one demand on its line, one answer."""
    os.dup2(1, 2)  # nowhere: a library that prints does not speak in our place
    try:
        with socket.socket(fileno=descripteur) as prise, prise.makefile("rwb") as ligne:
            prise.sendall(PRET)
            fonction, arguments, limites = pickle.load(ligne)  # noqa: S301  # written by our parent
            limiter(*limites)
            pickle.dump(_tenter(fonction, arguments), ligne)
            ligne.write(PRET)
    except BaseException:  # cut short: what lacks of the answer says it
        return 1
    return 0


def limiter(memoire: int, secondes: int, disque: int) -> None:
    for ressource, limite in (
        (resource.RLIMIT_AS, memoire * MEGA),
        (resource.RLIMIT_CPU, secondes),
        (resource.RLIMIT_FSIZE, disque * MEGA),
        (resource.RLIMIT_CORE, 0),
    ):
        plafond = resource.getrlimit(ressource)[1]
        permise = limite if plafond == resource.RLIM_INFINITY else min(limite, plafond)
        resource.setrlimit(ressource, (permise, permise))


def _tenter(fonction: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    module, _, nom = fonction.partition(":")
    try:
        return "rendu", getattr(importlib.import_module(module), nom)(*arguments)
    except FichierRefuse as refus:
        return "refus", refus
    except (MemoryError, RecursionError):
        return "memoire", None
    except Exception:
        return "panne", traceback.format_exc()[-2000:]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    servir(socket.socket(fileno=0))
