"""What fails is told at once to whoever maintains the portal, past the outbox and its worker: a mail to `ADMINS`, an
event to `SENTRY_DSN` (decision 0369).

Every line written at the level of an error, once an hour each: where, in which request, which exception and through
which lines of code; never what the exception says nor the value of a variable, where names of people would be.
"""

import json
import logging
import secrets
import threading
import time
import traceback
import urllib.request
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import mail_admins

from certif_portal.commun.durees import secondes_en_lettres

PATIENCE = 3600
"""Seconds during which the same fault, of one process, is told once."""
ATTENTE = 5
"""Seconds given to Sentry."""
journal_technique = logging.getLogger(__name__)


class Alertes(logging.Handler):
    """`extra={"faute": …}` names a fault that its line alone does not tell from another."""

    def __init__(self) -> None:
        super().__init__()
        self._dites: dict[tuple[Any, ...], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """A line that cannot be read, a machine that has no thread left: what goes on goes on."""
        try:
            self._emettre(record)
        except Exception as erreur:  # who tells of faults makes none
            journal_technique.warning("Alerte non transmise (%s)", type(erreur).__name__)

    def _emettre(self, record: logging.LogRecord) -> None:
        maintenant, sorte = time.monotonic(), record.exc_info and record.exc_info[0]
        faute = (record.pathname, record.lineno, sorte, _ou(record), getattr(record, "faute", ""))
        if self._dites.get(faute, -PATIENCE) > maintenant - PATIENCE:
            return
        dite = evenement(record)
        # Told beside what goes on: a page never waits for a server of mail. A process that ends waits for it.
        threading.Thread(target=dire, args=(dite,)).start()
        self._dites[faute] = maintenant


def _ou(record: logging.LogRecord) -> tuple[str, int | None] | None:
    """The line that broke: all the pages that fail are told by one line of Django, all the tasks by one of Celery."""
    pile = traceback.extract_tb(record.exc_info[2]) if record.exc_info else []
    return (pile[-1].filename, pile[-1].lineno) if pile else None


def _phrase(record: logging.LogRecord) -> str:
    """Its first line. Celery, and whoever opens files apart, write there what the exception says."""
    tache = getattr(record, "data", None)
    if record.name == "celery.app.trace" and isinstance(tache, dict):
        return f"Tâche {tache.get('name')} : {tache.get('description')}"
    return record.getMessage().partition("\n")[0][:1000]


def evenement(record: logging.LogRecord) -> dict[str, Any]:
    """As Sentry reads it."""
    dit: dict[str, Any] = {
        "event_id": secrets.token_hex(16),
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        "platform": "python",
        "level": "error",
        "logger": record.name,
        "logentry": {"formatted": _phrase(record)},
        "tags": {nom: str(valeur) for nom, valeur in getattr(record, "faits", {}).items()},
    }
    if record.exc_info and record.exc_info[0]:
        lignes = traceback.extract_tb(record.exc_info[2])
        pile = [{"filename": ligne.filename, "function": ligne.name, "lineno": ligne.lineno} for ligne in lignes]
        dit["exception"] = {"values": [{"type": record.exc_info[0].__name__, "stacktrace": {"frames": pile}}]}
    return dit


def dire(evenement: dict[str, Any]) -> None:
    """To each of those that the settings name; one that does not answer is a line of the logs, and no more."""
    for prevenir, a_qui in ((ecrire_aux_admins, settings.ADMINS), (dire_a_sentry, settings.SENTRY_DSN)):
        try:
            if a_qui:
                prevenir(evenement)
        except Exception as erreur:  # who tells of faults makes none
            journal_technique.warning("Alerte non transmise (%s)", type(erreur).__name__)


def ecrire_aux_admins(evenement: dict[str, Any]) -> None:
    phrase = evenement["logentry"]["formatted"]
    lignes = [phrase, "", f"Le {evenement['timestamp']} (UTC), {evenement['logger']}."]
    lignes += [f"{nom} : {valeur}" for nom, valeur in evenement["tags"].items()]
    for lue in evenement.get("exception", {}).get("values", []):
        pile = lue["stacktrace"]["frames"]
        lignes += ["", lue["type"], *(f"  {ici['filename']}:{ici['lineno']} {ici['function']}" for ici in pile)]
    avant = secondes_en_lettres(PATIENCE)
    lignes += ["", f"Le journal du portail dit le reste. La même faute n’est plus écrite avant {avant}."]
    mail_admins(phrase.splitlines()[0][:150], "\n".join(lignes))


def dire_a_sentry(evenement: dict[str, Any]) -> None:
    """One envelope, as the documents of Sentry word it; GlitchTip and others read the same."""
    url = urlsplit(settings.SENTRY_DSN)
    avant, _, projet = url.path.rpartition("/")
    hote = url.netloc.rpartition("@")[2]
    entete = {"event_id": evenement["event_id"], "dsn": settings.SENTRY_DSN}
    corps = "\n".join(json.dumps(partie) for partie in (entete, {"type": "event"}, evenement)).encode()
    auth = f"Sentry sentry_version=7, sentry_client=portail/1, sentry_key={url.username}"
    demande = urllib.request.Request(  # noqa: S310  # its scheme is checked when the settings are read
        f"{url.scheme}://{hote}{avant}/api/{projet}/envelope/",
        corps,
        {"Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": auth},
    )
    urllib.request.urlopen(demande, timeout=ATTENTE).close()  # noqa: S310
