"""What the screens of one jury share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from certif_portal.commun.cadre import Page
from certif_portal.commun.typographie import date_longue
from jurys.models import Jury
from jurys.services.composition import AVANT_OUVERTURE


def trouver_jury(request: HttpRequest, pk: int) -> Jury:
    """A jury this person may see, or 404."""
    return get_object_or_404(Jury.objects.visibles_par(request.user), pk=pk)


def ferme(jury: Jury) -> str:
    """Why what prepares a jury no longer changes, said before anything is typed; empty before the opening."""
    if jury.etat in AVANT_OUVERTURE:
        return ""
    return f"Le jury est « {jury.get_etat_display()} » : cela ne change plus."


def page_jury(jury: Jury, titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Page:
    """The page of an act on a jury: its breadcrumb and its head."""
    fil = (("Jurys", reverse("jury_liste")), (jury.numero, jury.get_absolute_url()))
    sous_titre = f"Jury {jury.numero} du {date_longue(jury.date)}, {jury.lieu}"
    return Page(titre, fait, quoi.pop("retour", jury), bouton, fil=fil, sous_titre=sous_titre, **quoi)
