"""Arrangements asked by a candidate: the staff alone read and decide them."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candidats.forms.identite import AmenagementForm
from candidats.models import Amenagement
from candidats.regles.inscription import AMENAGEMENT_EFFET
from candidats.services.amenagement import decider_amenagement, demander_amenagement, retirer_amenagement
from candidats.views.commun import DOSSIER, moment, montrer, personne_de, trouver
from certif_portal.commun.cadre import Page, acte, envoyer, reussir, saisie, tenter
from certif_portal.commun.lectures import donner_a_lire, lue
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
        lambda: demander_amenagement(inscription=inscription, par=personne_de(request), a=a, **form.cleaned_data),
    )
    if issue.fait:
        return reussir(request, "La demande est notée : elle reste à décider.", "amenagement_liste", inscription.pk)
    page = montrer(
        request,
        "amenagement_liste",
        inscription=inscription,
        amenagements=inscription.amenagements.select_related("decide_par"),
        formulaire=form,
        ouverte=inscription.est_au_centre,
        regle=AMENAGEMENT_EFFET,
    )
    return donner_a_lire(page, lue("Aménagements lus.", inscription))


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
        lambda: decider_amenagement(amenagement=amenagement, accorde=accorde, le=le, par=personne_de(request), a=a),
        "La décision est enregistrée.",
        "amenagement_liste",
        amenagement.inscription_id,
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def amenagement_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidate no longer wants it: nothing of it is kept."""
    amenagement = _trouver(request, pk)
    page = Page(
        "Retirer un aménagement",
        "L’aménagement est retiré ; il n’en reste rien.",
        reverse("amenagement_liste", args=[amenagement.inscription_id]),
        "Retirer l’aménagement",
        "Il est effacé : il n’en reste ni le nom, ni la décision.",
        intitule="Retirer cet aménagement, à la demande du candidat",
        danger=True,
    )
    retirer = partial(retirer_amenagement, amenagement=amenagement)
    return acte(request, None, page, retirer, DOSSIER, inscription=amenagement.inscription)
