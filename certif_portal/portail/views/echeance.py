"""Deadlines and rules on screen."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from certif_portal.portail.catalogue import regles_par_app
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.queries.accueil import suivis_en_attente
from certif_portal.portail.queries.echeance import (
    PAR_PAGE,
    QUAND,
    FiltreEcheances,
    echeances_visibles_par,
    en_lignes_echeances,
)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def echeance_liste(request: HttpRequest) -> HttpResponse:
    """What is due, why then, and how late it is."""
    le = horloge.aujourdhui()
    echeances = echeances_visibles_par(request.user, le, centre_de(request))
    filtre = FiltreEcheances.lu(request.GET)
    tri = Tri.lu(request.GET, {"limite": "limite"})
    total, retards = (lus.total() for lus in echeances.compter(le, FiltreEcheances(), FiltreEcheances(quand="retard")))
    filtrees = echeances.filtrer(filtre, le)
    page: Page[Any] = Paginator(filtrees.depuis_la_fin() if tri.inverse else filtrees, PAR_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "portail/echeance_liste.html",
        {
            "page": page,
            "tri": tri,
            "lignes": en_lignes_echeances(list(page), le),
            "filtre": filtre,
            "quand": QUAND.items(),
            "regles": echeances.regles(),
            "total": total,
            "retards": retards,
            "en_attente": suivis_en_attente().count(),
            "peut_relancer": est_du_centre(request.user),
        },
    )


@require_safe
@reserve_a(*Role.values)
def regle_liste(request: HttpRequest) -> HttpResponse:
    """Every rule the portal applies, in words, with its source."""
    return render(request, "portail/regle_liste.html", {"apps": regles_par_app()})
