"""Arrangements asked by a candidate: the staff alone read and decide them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from candidats import services
from candidats.choix import EtatInscription
from candidats.forms.identite import AmenagementForm
from candidats.models import Amenagement
from candidats.regles import AMENAGEMENT_EFFET
from candidats.views.communes import moment, montrer, personne_de, trouver
from certif_portal.commun.cadre import envoyer, reussir, saisie, tenter
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def amenagement_liste(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and decided, and a new request."""
    inscription = trouver(request, pk)
    le, a = moment()
    form = AmenagementForm(**saisie(request), le=le)
    issue = tenter(
        request,
        form,
        lambda: services.demander_amenagement(
            inscription=inscription, par=personne_de(request), a=a, **form.cleaned_data
        ),
    )
    if issue.fait:
        return reussir(request, "La demande est notée : elle reste à décider.", "amenagement_liste", inscription.pk)
    return montrer(
        request,
        "amenagement_liste",
        inscription=inscription,
        amenagements=inscription.amenagements.select_related("decide_par"),
        formulaire=form,
        ouverte=inscription.etat in (EtatInscription.DEPOSEE, EtatInscription.ACCEPTEE),
        regle=AMENAGEMENT_EFFET,
    )


def _trouver(request: HttpRequest, pk: int) -> Amenagement:
    amenagement = get_object_or_404(Amenagement.objects.select_related("inscription"), pk=pk)
    amenagement.inscription = trouver(request, amenagement.inscription_id)
    return amenagement


@require_POST
@reserve_a(*CENTRE)
def amenagement_decider(request: HttpRequest, pk: int) -> HttpResponse:
    amenagement = _trouver(request, pk)
    le, a = moment()
    accorde = request.POST.get("decision") == "accorder"
    return envoyer(
        request,
        lambda: services.decider_amenagement(
            amenagement=amenagement, accorde=accorde, le=le, par=personne_de(request), a=a
        ),
        "La décision est enregistrée.",
        "amenagement_liste",
        amenagement.inscription_id,
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def amenagement_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidate no longer wants it: nothing of it is kept."""
    amenagement = _trouver(request, pk)
    if request.method == "POST":
        _, a = moment()
        services.retirer_amenagement(amenagement=amenagement, par=personne_de(request), a=a)
        return reussir(
            request, "L’aménagement est retiré ; il n’en reste rien.", "amenagement_liste", amenagement.inscription_id
        )
    return montrer(request, "amenagement_retirer", inscription=amenagement.inscription, amenagement=amenagement)
