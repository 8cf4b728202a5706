"""The OF takes back its own deposit, or a draft."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from candidats import permissions
from candidats.services.retrait import prise_en_charge, retirer_depot, supprimer_brouillon
from candidats.views.commun import DOSSIER, exiger, trouver
from certif_portal.commun.cadre import Page, acte
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def depot_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """While nobody has taken it up."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_retirer_depot(request.user, inscription), inscription)
    prise = prise_en_charge(inscription)
    page = Page(
        "Retirer le dépôt",
        "Le dépôt est retiré : l’inscription est de nouveau un brouillon.",
        inscription,
        "Retirer le dépôt",
        "L’inscription redevient un brouillon, que vous pouvez corriger, déposer de nouveau ou supprimer. Déposée plus "
        "tard, elle prend la date de ce jour-là.",
        intitule="Reprendre cette inscription",
        empechement=f"{prise.par_nom} s’en occupe déjà au centre : demandez qu’elle vous soit renvoyée."
        if prise
        else "",
    )
    return acte(request, None, page, partial(retirer_depot, inscription=inscription), DOSSIER, inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def brouillon_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = trouver(request, pk)
    exiger(permissions.peut_supprimer_brouillon(request.user, inscription), inscription)
    page = Page(
        f"Supprimer le brouillon de {inscription.candidat}",
        f"Le brouillon de {inscription.candidat} est supprimé.",
        "inscription_liste",
        "Supprimer",
        "Il n’a pas été déposé : rien n’en reste, ni les pièces jointes.",
        danger=True,
    )
    supprimer = partial(supprimer_brouillon, inscription=inscription)
    return acte(request, None, page, supprimer, DOSSIER, inscription=inscription)
