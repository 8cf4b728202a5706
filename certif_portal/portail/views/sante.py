"""What the portal needs, read at the moment, for the responsable."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certif_portal.commun.sante import constater
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a


@require_safe
@never_cache
@reserve_a(Role.RESPONSABLE)
def sante_detail(request: HttpRequest) -> HttpResponse:
    constats = constater()
    contexte = {"constats": constats, "fautes": [constat for constat in constats if not constat.va]}
    return render(request, "portail/sante_detail.html", contexte)
