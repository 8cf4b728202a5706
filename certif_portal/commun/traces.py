"""A line of the logs: at what instant, for which request, and without what they never hold: personal links (`/avis/…`,
`/invitation/…`) and what was searched for. One format for the portal, Django, gunicorn and Celery (FORMAT_JOURNAL)."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

JETON = re.compile(r"(?:(?<=/)|(?<=%2[Ff]))[A-Za-z0-9_-]{32,}(?=[/?#&%\s\"'),;>]|$)")
"""A segment of an address that long, or of one that it carries, is a token; file names have a dot, ids are short."""
QUESTION = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


FORGES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What would begin a line of its own, colour a terminal or turn the reading round."""


def en_une_ligne(texte: str) -> str:
    """The same text, such signs written out: what somebody typed forges no line."""
    return FORGES.sub(lambda signe: ascii(signe[0])[1:-1], texte)


def masquer(texte: str) -> str:
    """The same text, the token of each address and all that follows its question mark left out."""
    return QUESTION.sub(r"\1?…", JETON.sub("…", texte))


_en_cours: ContextVar[dict[str, Any]] = ContextVar("ce qui est en cours", default={})  # noqa: B039  # never changed
ENTETE = "X-Request-ID"
"""Given back to the browser: what somebody reads on a page of error finds its lines."""


@contextmanager
def suivre(**faits: Any) -> Iterator[None]:
    """Every line written meanwhile says this."""
    jeton = _en_cours.set(_en_cours.get() | faits)
    try:
        yield
    finally:
        _en_cours.reset(jeton)


def requete_suivie(suite: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A name of our own for each request, whatever the caller sends; who asks, and from where, is read when a line is
    written: after the session, and never for a request that writes none."""

    def repondre(request: HttpRequest) -> HttpResponseBase:
        nom = secrets.token_hex(8)
        _en_cours.set({"requete": nom, "demande": request})
        reponse = suite(request)
        reponse[ENTETE] = nom
        return reponse

    return repondre


@receiver(request_finished)
def oublier(**_: Any) -> None:
    """Django writes its own line of a refusal after the last middleware: what it says lasts until the answer is out."""
    _en_cours.set({})


def faits_en_cours() -> dict[str, Any]:
    faits = dict(_en_cours.get())
    demande = faits.pop("demande", None)
    if demande is not None:
        # The address as it was heard, by the same rule as the limits of logins; the account, never its name.
        from allauth.account.adapter import get_adapter

        faits["adresse"] = get_adapter().get_client_ip(demande)
        compte = demande.__dict__.get("_cached_user")  # what was looked for already: no line asks the base
        faits["compte"] = getattr(compte, "pk", None)
    return {nom: valeur for nom, valeur in faits.items() if valeur is not None}


class SansSecret(logging.Filter):
    """For every line that the portal writes, Django's own included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masquer(record.getMessage()), ()
        record.faits = faits_en_cours()
        return True


def _sous_sa_ligne(texte: str) -> str:
    """Indented: what an error repeats of what was typed begins no line of its own."""
    return "\n".join("  " + en_une_ligne(ligne) for ligne in masquer(texte).split("\n"))


class Ligne(logging.Formatter):
    """For somebody who reads; UTC, the facts at the end."""

    converter = time.gmtime  # type: ignore[assignment]  # the stubs leave its argument out
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # its name in the library
        faits = "".join(f" {nom}={valeur}" for nom, valeur in getattr(record, "faits", {}).items())
        return en_une_ligne(super().formatMessage(record) + faits)

    def formatException(self, ei: Any) -> str:
        return _sous_sa_ligne(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:
        return _sous_sa_ligne(stack_info)


class LigneJson(Ligne):
    """For a collector: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        dite = {
            "le": self.formatTime(record),
            "niveau": record.levelname,
            "source": record.name,
            "message": en_une_ligne(masquer(record.getMessage())),
            **getattr(record, "faits", {}),
        }
        if record.exc_info:
            dite["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            dite["pile"] = self.formatStack(record.stack_info)
        return json.dumps(dite, ensure_ascii=False, default=str)


FORMATS = {"ligne": Ligne, "json": LigneJson}
