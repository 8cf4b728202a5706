"""What is kept of the registrations, made of the worlds that factories write; a world made once for a module."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.signals import connection_created

from certif_portal.commun.actes import en_acte
from jurys.services import suivi

TABLES_GARDEES = re.compile(r'"candidats_(suivi|piecemanquante|echeancedossier)"')
ECRITURE = re.compile(r"\s*(INSERT|UPDATE|DELETE)")
SELECTION = re.compile(r"INSERT INTO .* SELECT ", re.I)  # written from what is kept: it reads it


@contextmanager
def fabrique() -> Iterator[None]:
    """When a row was written outside an act, the next reading of what is kept remakes it all first; what acts write is
    left to the acts."""
    etat = {"ecrit": False, "refait": False}

    def surveiller(executer, sql, parametres, plusieurs, contexte):
        if etat["refait"]:
            return executer(sql, parametres, plusieurs, contexte)
        if ECRITURE.match(sql) and not SELECTION.match(sql):
            etat["ecrit"] |= not en_acte() and not TABLES_GARDEES.search(sql)
        elif etat["ecrit"] and not en_acte() and TABLES_GARDEES.search(sql):
            etat["ecrit"], etat["refait"] = False, True
            compte, connection.force_debug_cursor = connection.force_debug_cursor, False
            try:
                suivi.refaire_tout()
            finally:
                connection.force_debug_cursor, etat["refait"] = compte, False
        return executer(sql, parametres, plusieurs, contexte)

    def brancher(connection, **_):  # the threads of a test, and of its server
        if surveiller not in connection.execute_wrappers:
            connection.execute_wrappers.insert(0, surveiller)

    connection_created.connect(brancher)
    connection.execute_wrappers.append(surveiller)
    try:
        yield
    finally:
        connection_created.disconnect(brancher)
        connection.execute_wrappers[:] = [autre for autre in connection.execute_wrappers if autre is not surveiller]


@contextmanager
def en_commun(bloqueur: Any) -> Iterator[None]:
    """What is made here serves the tests of a module: their transactions nest in this one, undone after the last."""
    with bloqueur.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
