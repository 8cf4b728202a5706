"""What the screens of one jury share."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from certif_portal.commun.cadre import Page
from certif_portal.commun.typographie import date_longue
from jurys.forms.jury import ANNEES
from jurys.models import Jury
from jurys.regles.delai import inscrits_au_plus_tard
from jurys.services.composition import AVANT_OUVERTURE


def trouver_jury(request: HttpRequest, pk: int) -> Jury:
    """A jury this person may see, or 404."""
    return get_object_or_404(Jury.objects.visibles_par(request.user), pk=pk)


def ferme(jury: Jury) -> str:
    """Why what prepares a jury no longer changes, said before anything is typed; empty before the opening."""
    if jury.etat in AVANT_OUVERTURE:
        return ""
    return f"Le jury est « {jury.get_etat_display()} » : cela ne change plus."


def annee_du_calendrier(annee: int) -> int:
    """A year that a jury may have, or 404."""
    if not ANNEES[0] <= annee <= ANNEES[1]:
        raise Http404
    return annee


def au_plus_tard(jury: Jury, mois: int) -> date:
    """A registration deposited after that day is pointed at (INSCRIPTION-AVANT-JURY); `mois`, the centre's setting:
    with zero, none is."""
    return inscrits_au_plus_tard(jury.date, mois) if mois else date.max


def page_jury(jury: Jury, titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Page:
    """The page of an act on a jury: its breadcrumb and its head."""
    fil = (("Jurys", reverse("jury_liste")), (jury.numero, jury.get_absolute_url()))
    sous_titre = f"Jury {jury.numero} du {date_longue(jury.date)}, {jury.lieu}"
    return Page(titre, fait, quoi.pop("retour", jury), bouton, fil=fil, sous_titre=sous_titre, **quoi)
