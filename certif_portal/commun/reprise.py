"""A form sent too late (session ended, page expired): kept, and its author led back to its page."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from certif_portal.commun.gardes import COOKIE, DUREE, garder_saisie


def page_d_origine(request: HttpRequest) -> str:
    """The page that holds the form: the one that sent it, when it says so; else the form's own address."""
    depuis = urlsplit(request.headers.get("Referer", ""))
    if depuis.netloc == request.get_host() and depuis.path not in ("", "/"):
        return depuis.path + (f"?{depuis.query}" if depuis.query else "")
    return request.get_full_path()


def vient_d_ici(request: HttpRequest) -> bool:
    """The browser says that a page of the portal sent this: another site puts nothing in our forms."""
    origine = request.headers.get("Origin") or request.headers.get("Referer", "")
    adresse = urlsplit(origine)
    return adresse.netloc == request.get_host() and adresse.scheme == request.scheme


def garder(request: HttpRequest, reponse: HttpResponse, a: datetime) -> HttpResponse:
    """Keep what was sent; the browser alone holds the key."""
    cle = garder_saisie(request, page=page_d_origine(request), a=a)
    if cle:
        reponse.set_cookie(
            COOKIE,
            cle,
            max_age=int(DUREE.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return reponse
