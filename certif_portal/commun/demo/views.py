"""The clock and the outbox of the demonstration: open to all there, and nowhere else.

Login codes and invitations are followed in the browser before anybody is logged in: hence no login.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie
from certif_portal.commun.demo.forms import HorlogeForm
from certif_portal.commun.models import Courriel
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue

Vue = Callable[..., HttpResponse]
PAR_PAGE = 50


def en_demonstration(vue: Vue) -> Vue:
    """404 outside the demonstration, as if the page had never been written."""

    @wraps(vue)
    def garder(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.BOITE_DEMO:
            raise Http404
        return vue(request, *args, **kwargs)

    return garder


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@en_demonstration
def demo_horloge(request: HttpRequest) -> HttpResponse:
    aujourdhui = horloge.aujourdhui()
    reel = aujourdhui - horloge.decalage()
    form = HorlogeForm(**saisie(request), aujourdhui=aujourdhui, reel=reel)
    if request.method == "POST" and form.is_valid():
        horloge.deplacer(form.cleaned_data["jours"])
        return reussir(request, f"Nous sommes le {date_longue(horloge.aujourdhui())}.", "demo_horloge")
    contexte = {"formulaire": form, "reel": reel, "aujourdhui": aujourdhui, "deplacee": aujourdhui != reel}
    return render(request, "commun/demo/horloge.html", contexte)


@login_not_required
@never_cache
@require_safe
@en_demonstration
def demo_courriels(request: HttpRequest) -> HttpResponse:
    """The outbox, the latest first; `?q=` filters on the addressee."""
    texte = nettoyer_texte(request.GET.get("q", ""))
    courriels = Courriel.objects.defer("texte")
    if texte:
        courriels = courriels.filter(destinataire__icontains=texte)
    page = Paginator(courriels, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "commun/demo/courriels.html", {"page": page, "texte": texte})


@login_not_required
@never_cache
@require_safe
@en_demonstration
def demo_courriel(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail, its links to be followed."""
    courriel = get_object_or_404(Courriel, pk=pk)
    return render(request, "commun/demo/courriel.html", {"courriel": courriel})
