"""Arrangements asked by a candidate: the staff alone read and decide them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from candidats.choix import EtatInscription
from candidats.forms.identite import AmenagementForm
from candidats.models import Amenagement
from candidats.regles.inscription import AMENAGEMENT_EFFET
from candidats.services.amenagement import decider_amenagement, demander_amenagement, retirer_amenagement
from candidats.views.commun import moment, montrer, personne_de, trouver
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def amenagement_liste(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and decided, and a new request."""
    inscription = trouver(request, pk)
    le, a = moment()
    form = AmenagementForm(request.POST if request.method == "POST" else None, le=le)
    if request.method == "POST" and form.is_valid():
        try:
            demander_amenagement(inscription=inscription, par=personne_de(request), a=a, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "La demande est notée : elle reste à décider.")
            return redirect("amenagement_liste", inscription.pk)
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
    try:
        decider_amenagement(amenagement=amenagement, accorde=accorde, le=le, par=personne_de(request), a=a)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "La décision est enregistrée.")
    return redirect("amenagement_liste", amenagement.inscription_id)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def amenagement_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidate no longer wants it: nothing of it is kept."""
    amenagement = _trouver(request, pk)
    if request.method == "POST":
        _, a = moment()
        retirer_amenagement(amenagement=amenagement, par=personne_de(request), a=a)
        messages.success(request, "L’aménagement est retiré ; il n’en reste rien.")
        return redirect("amenagement_liste", amenagement.inscription_id)
    return montrer(request, "amenagement_retirer", inscription=amenagement.inscription, amenagement=amenagement)
