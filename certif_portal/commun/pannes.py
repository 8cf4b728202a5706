"""What is answered when the portal cannot: a row that somebody else holds, a database that is away, a full disk.

All are 503 with Retry-After, and a page that says what became of what was typed. Neither touches the database.
"""

import errno
import sys
from collections.abc import Callable
from contextlib import suppress

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.defaults import server_error

from certif_portal.commun.typographie import typographier
from certif_portal.commun.verrous import VerrouIndisponible

DELAI_VERROU, DELAI_BASE = 3, 30
"""Seconds before the next try."""
NON_RENVOYES = ("csrfmiddlewaretoken",)


class Reessayer:
    """For views that do not show the refusals of their services: the page offers the same act again."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.suite(request)

    def process_exception(self, request: HttpRequest, erreur: Exception) -> HttpResponse | None:
        if not isinstance(erreur, VerrouIndisponible):
            return None
        saisies = [
            (nom, valeur) for nom in request.POST if nom not in NON_RENVOYES for valeur in request.POST.getlist(nom)
        ]
        contexte = {"phrase": typographier(str(erreur)), "saisies": saisies, "fichiers": bool(request.FILES)}
        reponse = render(request, "commun/reessayer.html", contexte, status=503)
        reponse["Retry-After"] = str(DELAI_VERROU)
        return reponse


def erreur_serveur(request: HttpRequest) -> HttpResponse:
    """The page of every error nobody answered, wherever it was raised, middlewares included."""
    erreur = sys.exc_info()[1]
    if not base_absente(erreur) and not disque_plein(erreur):
        return server_error(request)
    _oublier_ce_qui_arrivait(request)
    page = loader.get_template("503.html").render()
    return HttpResponse(page, status=503, headers={"Retry-After": str(DELAI_BASE), "Cache-Control": "no-store"})


def _oublier_ce_qui_arrivait(request: HttpRequest) -> None:
    """What was received of a file leaves the disk at once: a full one would stay so until the process ends."""
    for recu in (getattr(recepteur, "file", None) for recepteur in request.upload_handlers):
        if recu is not None:
            with suppress(OSError):
                recu.close()


def disque_plein(erreur: BaseException | None) -> bool:
    """No room left for what is being received: nothing of it is kept, and it may be sent again."""
    while erreur is not None:
        if isinstance(erreur, OSError) and erreur.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        erreur = erreur.__cause__ or erreur.__context__
    return False


def base_absente(erreur: BaseException | None) -> bool:
    """Refused, cut, shutting down or too slow: PostgreSQL's own word, or none. A fault of a query is none of these."""
    while erreur is not None:
        if isinstance(erreur, InterfaceError):
            return True
        if isinstance(erreur, OperationalError) and connection.vendor == "postgresql":
            return True
        erreur = erreur.__cause__ or erreur.__context__
    return False
