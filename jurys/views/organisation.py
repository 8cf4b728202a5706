"""The unions, and from when to when each is representative in the branch."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.forms.preparation import OrganisationForm
from jurys.models import OrganisationSyndicale
from jurys.regles.composition import JURY_REPRESENTATIVE
from jurys.services.organisation import enregistrer_organisation


@require_safe
@reserve_a(*CONSULTATION)
def organisation_liste(request: HttpRequest) -> HttpResponse:
    le = horloge.aujourdhui()
    organisations = [(o, o.representative_le(le)) for o in OrganisationSyndicale.objects.order_by("sigle")]
    contexte = {"organisations": organisations, "peut_gerer": permissions.peut_gerer_jury(request.user)}
    return render(request, "jurys/organisation_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def organisation_creer(request: HttpRequest) -> HttpResponse:
    return _enregistrer(request, None, "Ajouter une organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def organisation_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(OrganisationSyndicale, pk=pk)
    return _enregistrer(request, organisation, f"Modifier {organisation.sigle}")


def _enregistrer(request: HttpRequest, organisation: OrganisationSyndicale | None, titre: str) -> HttpResponse:
    form = OrganisationForm(**saisie(request), instance=organisation)
    fil = (("Jurys", reverse("jury_liste")), ("Organisations syndicales", reverse("organisation_liste")))
    page = Page(titre, "L’organisation est enregistrée.", "organisation_liste", fil=fil, regle=JURY_REPRESENTATIVE)
    enregistrer = partial(enregistrer_organisation, organisation=organisation)

    def jouer(*, par: Any, a: Any, **donnees: Any) -> OrganisationSyndicale:
        return enregistrer(donnees=donnees, par=par, a=a)

    return acte(request, form, page, jouer)
