"""Roles of the day on each request, and no shared cache for the pages of a logged-in person."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from certif_portal.commun import horloge

Suite = Callable[[HttpRequest], HttpResponse]


def roles_du_jour(suite: Suite) -> Suite:
    """Load the roles the person holds today: an expired or withdrawn role opens nothing."""

    def traiter(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.charger_roles(horloge.aujourdhui())
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
