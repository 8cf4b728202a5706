"""Processor time, here and in the database: what a machine busy with something else changes little of."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection, transaction


def processeur() -> float:
    """Seconds spent by this process and, where it runs on this machine, by the server process that answers it."""
    return time.process_time() + _du_serveur()


def _du_serveur() -> float:
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    with suppress(OSError, ValueError, IndexError):  # a server elsewhere, or a kernel that does not tell
        return int(Path(f"/proc/{connection.connection.get_backend_pid()}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


def occuper(travail: Callable[[], Any]) -> float:
    """Processor seconds of this work."""
    connection.ensure_connection()
    debut = processeur()
    travail()
    return processeur() - debut


def occuper_et_rendre(travail: Callable[[], Any]) -> tuple[float, Any]:
    connection.ensure_connection()
    debut = processeur()
    resultat = travail()
    return processeur() - debut, resultat


def compter(travail: Callable[[], Any]) -> int:
    """How many statements this work sends to the database; where a transaction begins and ends is none of them."""
    nombre = 0

    def noter(executer: Callable[..., Any], *requete: Any) -> Any:
        nonlocal nombre
        nombre += 1
        return executer(*requete)

    with connection.execute_wrapper(noter):
        travail()
    return nombre


def defaire(travail: Callable[[], Any]) -> Any:
    """Run `travail`, and nothing of it stays."""
    with transaction.atomic():
        resultat = travail()
        transaction.set_rollback(True)
    return resultat
