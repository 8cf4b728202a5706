"""One piece of work tried apart, in a process of its own: how long, how many queries, how much memory, and no more."""

import multiprocessing
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.db import connection, connections

from benchmarks.chrono import processeur

MEMOIRE = 4 * 1024**3
"""Bytes of addresses a piece of work may ask for: beyond, it would have stopped the server."""


@dataclass(frozen=True)
class Essai:
    secondes: float
    requetes: int
    memoire: float
    """Megabytes above what the process held before, at the highest."""
    empechement: str = ""
    processeur: float = 0.0


class Depasse(Exception):
    """The work took longer than it was given."""


def essayer(travail: Callable[[], Any], delai: int) -> Essai:
    """Run `travail` once in a fork, which takes nothing of this process with it when it bursts."""
    connections.close_all()
    ici, la_bas = multiprocessing.Pipe()
    enfant = multiprocessing.get_context("fork").Process(target=_executer, args=(travail, delai, la_bas))
    enfant.start()
    la_bas.close()
    resultat = Essai(delai, 0, 0, f"arrêté après {delai} s")
    with suppress(EOFError):
        if ici.poll(delai + 30):
            resultat = ici.recv()
    enfant.kill()
    enfant.join()
    return resultat


def _executer(travail: Callable[[], Any], delai: int, tuyau: Connection) -> None:
    requetes = 0

    def compter(executer: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal requetes
        requetes += 1
        return executer(*arguments)

    def arreter(*_: Any) -> None:
        raise Depasse

    signal.signal(signal.SIGALRM, arreter)
    signal.alarm(delai)
    resource.setrlimit(resource.RLIMIT_AS, (memoire_du_processus("VmSize") * 1024 + MEMOIRE,) * 2)
    Path("/proc/self/clear_refs").write_text("5")  # the highest resident size is counted from here
    connection.ensure_connection()
    avant, debut, occupe, empechement = memoire_du_processus("VmRSS"), time.perf_counter(), processeur(), ""
    try:
        with connection.execute_wrapper(compter):
            travail()
    except Depasse:
        empechement = f"arrêté après {delai} s"
    except MemoryError:
        empechement = f"arrêté à {MEMOIRE // 1024**3} Go"
    except Exception as erreur:  # one page that fails does not hide the others
        empechement = f"{type(erreur).__name__} : {str(erreur)[:60]}"
    signal.alarm(0)
    duree, occupe = time.perf_counter() - debut, processeur() - occupe
    tuyau.send(Essai(duree, requetes, (memoire_du_processus("VmHWM") - avant) / 1024, empechement, occupe))


def memoire_du_processus(nom: str) -> int:
    """Kilobytes of this process, as the kernel tells them."""
    return int(Path("/proc/self/status").read_text().split(f"{nom}:")[1].split()[0])
