"""Who comes in: a login asked for loses nothing, no shared cache for a logged-in person's pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from certif_portal.commun import horloge
from certif_portal.commun.cadre import avertir
from certif_portal.commun.gardes import COOKIE
from certif_portal.commun.reprise import garder, page_d_origine
from certif_portal.comptes import sessions

Suite = Callable[[HttpRequest], HttpResponse]


class ConnexionRequise(LoginRequiredMiddleware):
    """A form sent after the end of the session is kept for its author, who finds it again once logged in."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        reponse = redirect_to_login(page_d_origine(request), self.get_login_url(view_func), "next")
        garder(request, reponse, horloge.maintenant())
        if COOKIE in reponse.cookies:
            avertir(
                request,
                "Votre session est terminée. Ce que vous envoyiez est gardé : reconnectez-vous pour le retrouver.",
            )
        return reponse


def sessions_a_l_heure(suite: Suite) -> Suite:
    """A session that was left too long, or that has lasted long enough, is over. What a page asks by itself (a list
    that reloads) keeps no session alive: a page that is opened, a form that is sent do."""

    def traiter(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            a = horloge.du_mur()
            if sessions.reste(request.session, request.user.roles, a).total_seconds() <= 0:
                logout(request)
            elif request.method == "POST" or request.headers.get("Sec-Fetch-Dest", "document") == "document":
                sessions.noter_passage(request.session, a)
        return suite(request)

    return traiter


def pages_privees(suite: Suite) -> Suite:
    """`no-store` on every page shown to a logged-in person."""

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        if request.user.is_authenticated and "Cache-Control" not in reponse:
            reponse["Cache-Control"] = "no-store, private"
        return reponse

    return traiter
