"""Reminders on screen: what the next round sends, to whom and why; what left; one file's held for a time."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page as PageDeListe
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from candidats.models import Inscription
from candidats.views.commun import DOSSIER
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, saisie
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.forms import SuspensionForm
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.relance import a_relancer, expliquer, prochaine_tournee, tournee_du
from certif_portal.portail.regles import RELANCE_JOURS
from certif_portal.portail.services.relance import Bilan, relancer
from certif_portal.portail.services.suspension import reprendre_relances, suspendre_relances

PAR_PAGE, A_ENVOYER = 50, 25


@require_http_methods(["GET", "POST"])
@reserve_a(*CONSULTATION)
def relance_liste(request: HttpRequest) -> HttpResponse:
    """What the next round sends, and what left; in the demonstration, a button does what the round does."""
    peut_lancer = settings.DEMO and est_du_centre(request.user)
    if request.method == "POST":
        if not peut_lancer:
            raise PermissionDenied("Les relances partent chaque matin d’elles-mêmes.")
        return _lancer(request)
    le = horloge.aujourdhui()
    tournee = tournee_du(le)
    tour = prochaine_tournee(le, centre_de(request), tournee)
    a_envoyer: PageDeListe[Any] = Paginator(a_relancer(tour), A_ENVOYER).get_page(request.GET.get("a_envoyer"))
    ecrites = Relance.objects.filter(envoyee_le__isnull=False).select_related("courriel")
    contexte = {
        "page": Paginator(ecrites, PAR_PAGE).get_page(request.GET.get("page")),
        "tour": tour,
        "tournee": tournee,
        "a_envoyer": a_envoyer,
        "lignes": [ligne for ligne in expliquer(a_envoyer, tour) if ligne.part],
        "regle": RELANCE_JOURS,
        "peut_lancer": peut_lancer,
    }
    return render(request, "portail/relance_liste.html", contexte)


def _lancer(request: HttpRequest) -> HttpResponse:
    def dit(bilan: Bilan) -> str:
        if not bilan.relances:
            return "Aucune relance n’est à envoyer aujourd’hui."
        pluriel = "s" if bilan.relances > 1 else ""
        courriels = f"{bilan.courriels} courriel{'s' if bilan.courriels > 1 else ''}"
        return f"{bilan.relances} relance{pluriel} envoyée{pluriel}, en {courriels}."

    tout = partial(relancer, le=horloge.aujourdhui(), a=horloge.maintenant())
    return envoyer(request, tout, dit, "relance_liste")


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def relance_suspendre(request: HttpRequest, pk: int) -> HttpResponse:
    """RELANCE-PAUSE: nobody is reminded of this file until a day, for a reason."""
    inscription = _inscription(request, pk)
    page = Page(
        "Suspendre les relances",
        "Les relances de ce dossier sont suspendues.",
        inscription,
        "Suspendre",
        "Rien de ce dossier n’est plus rappelé à personne jusqu’à cette date, ce jour compris. Les échéances restent "
        "affichées.",
    )
    return acte(
        request,
        SuspensionForm(**saisie(request)),
        page,
        partial(suspendre_relances, inscription=inscription),
        DOSSIER,
        inscription=inscription,
    )


@require_POST
@reserve_a(*CENTRE)
def relance_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = _inscription(request, pk)
    reprendre = partial(reprendre_relances, inscription=inscription, par=request.user, a=horloge.maintenant())
    return envoyer(request, reprendre, "Les relances de ce dossier reprennent.", inscription)


def _inscription(request: HttpRequest, pk: int) -> Inscription:
    visibles = Inscription.objects.visibles_par(request.user)
    return get_object_or_404(visibles.select_related("candidat", "organisme", "referentiel__certification"), pk=pk)
