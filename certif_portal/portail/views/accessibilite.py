"""The declaration of accessibility, open to everybody, made of the grid."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certif_portal.portail.queries.accessibilite import grille


@require_safe
@login_not_required
def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "portail/accessibilite.html", {"grille": grille()})
