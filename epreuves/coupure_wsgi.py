"""The portal as gunicorn serves it, in which a request may name the instant at which a process is killed.

The points are here and nowhere in the portal: only the trial that starts this module has them. Two headers:
`X-Coupure`, a point of `POINTS`, and `X-Victime`, this process (`web`) or the session of PostgreSQL that serves it
(`base`), which takes the whole server down to its recovery.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from certif_portal.wsgi import application as portail

POINTS = ("premier-ecrit", "acte-ecrit", "journal-ecrit", "avant-commit", "apres-commit", "avant-reponse")
TEMOIN = os.environ.get("COUPURE_TEMOIN") == "1"
"""The control: what is committed after a line of the journal is undone, and said done."""
fil = threading.local()


def couper() -> None:
    victime, fil.point = fil.victime, ""
    if victime == "web":
        os.kill(os.getpid(), signal.SIGKILL)
    with suppress(Exception):
        os.kill(connection.connection.info.backend_pid, signal.SIGKILL)


def suivre(executer: Any, sql: str, params: Any, many: bool, contexte: Any) -> Any:
    rendu = executer(sql, params, many, contexte)
    ecrit = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    au_journal = ecrit and '"commun_entreejournal"' in sql
    fil.journal = fil.journal or au_journal
    atteint = {
        "premier-ecrit": ecrit,
        "acte-ecrit": ecrit and bool(fil.table) and f'"{fil.table}"' in sql,
        "journal-ecrit": au_journal,
    }
    if atteint.get(fil.point):
        couper()
    return rendu


_valider = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]


def valider(self: Any) -> Any:
    en_acte = getattr(fil, "journal", False)
    if en_acte and getattr(fil, "point", "") == "avant-commit":
        couper()
    if en_acte and TEMOIN:
        fil.journal = False
        return self._rollback()
    rendu = _valider(self)
    if en_acte:
        fil.journal = False
        if getattr(fil, "point", "") == "apres-commit":
            couper()
    return rendu


BaseDatabaseWrapper._commit = valider  # type: ignore[attr-defined]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    fil.point, fil.victime = environ.get("HTTP_X_COUPURE", ""), environ.get("HTTP_X_VICTIME", "")
    fil.table, fil.journal = environ.get("HTTP_X_TABLE", ""), False
    with connection.execute_wrapper(suivre):
        reponse = portail(environ, start_response)
    if fil.point == "avant-reponse":
        couper()
    return reponse
