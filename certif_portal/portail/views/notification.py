"""What the portal told the person who reads, and how they choose to be told."""

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, envoyer, saisie
from certif_portal.commun.cadre import acte as jouer_acte
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail.forms import PreferencesForm
from certif_portal.portail.queries.notification import (
    cadences_de,
    lues_jusqu_a,
    natures_de,
    notification,
    notifications_de,
)
from certif_portal.portail.services.notification import noter_lecture, regler_preferences

PAR_PAGE = 30


@require_safe
@reserve_a(*Role.values)
def notification_liste(request: HttpRequest) -> HttpResponse:
    """Latest first, the new ones told apart."""
    recues = notifications_de(request.user, horloge.aujourdhui())
    page = Paginator(recues, PAR_PAGE).get_page(request.GET.get("page"))
    lues = lues_jusqu_a(request.user)
    lignes = [notification(courriel, lues, sous_secret=request.sous_secret) for courriel in page]
    derniere = recues.first() if page.number > 1 else next(iter(page), None)
    contexte = {
        "page": page,
        "lignes": lignes,
        "derniere": derniere if derniere and derniere.cree_le > lues else None,
        "sous_secret": request.sous_secret,
    }
    return render(request, "portail/notification_liste.html", contexte)


@require_POST
@reserve_a(*Role.values)
def notification_lire(request: HttpRequest, pk: int) -> HttpResponse:
    """All is read, up to this one: the latest that the page showed."""
    derniere = get_object_or_404(notifications_de(request.user, horloge.aujourdhui()), pk=pk)
    lire = partial(noter_lecture, personne=request.user, jusqu_a=derniere.cree_le)
    return envoyer(request, lire, "Tout est lu.", "notification_liste")


@require_http_methods(["GET", "POST"])
@reserve_a(*Role.values)
def preferences_modifier(request: HttpRequest) -> HttpResponse:
    """One choice a kind of mail; what may not be refused says why."""
    form = PreferencesForm(**saisie(request), natures=natures_de(request.user.roles), initial=cadences_de(request.user))
    page = Page(
        "Mes courriels",
        "Vos choix sont enregistrés.",
        reverse("mon_compte"),
        texte="Tout ce que le portail vous écrit se lit aussi dans vos notifications, quel que soit votre choix.",
        fil=(("Mon compte", reverse("mon_compte")),),
    )
    return jouer_acte(request, form, page, regler_preferences)
