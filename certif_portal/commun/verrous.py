"""A row that somebody else holds: said in a sentence, whatever service asked for it.

PostgreSQL's refusals that a second try cures (lock not had in time, deadlock) become an ErreurMetier where they are
raised, so that every view, batch and command that shows refusals shows this one too. The transaction is rolled back.
"""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from certif_portal.commun.erreurs import ErreurMetier

VERROU_NON_OBTENU, INTERBLOCAGE, SERIALISATION = "55P03", "40P01", "40001"
REESSAYER = (
    "Quelqu’un d’autre enregistre au même moment ce que vous modifiez : rien n’a été écrit. "
    "Réessayez dans quelques secondes."
)


class VerrouIndisponible(ErreurMetier):
    """Somebody else holds the rows for now: the same act may be tried again as it is."""

    def __init__(self) -> None:
        super().__init__(REESSAYER)


def est_un_verrou(erreur: OperationalError) -> bool:
    code = getattr(erreur.__cause__, "pgcode", None)
    return code in (VERROU_NON_OBTENU, INTERBLOCAGE, SERIALISATION) or "database is locked" in str(erreur)


def traduire_les_verrous(executer: Callable[..., Any], sql: str, params: Any, many: bool, contexte: dict) -> Any:
    """Wrapper of every query of a connection (`execute_wrappers`)."""
    try:
        return executer(sql, params, many, contexte)
    except OperationalError as erreur:
        if est_un_verrou(erreur):
            raise VerrouIndisponible from erreur
        raise


def poser(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`: the object of a thread outlives its connections to the server. First of the
    list: who follows the queries of a block that opens the connection takes the last away at its end."""
    if traduire_les_verrous not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, traduire_les_verrous)
