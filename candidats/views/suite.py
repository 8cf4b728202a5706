"""After the acceptance: company of a job seeker, VAE decision, abandonment."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from candidats import permissions, services
from candidats.forms import EntrepriseForm, MotifForm, RecevabiliteForm
from candidats.forms.suite import entreprise_initiale
from candidats.regles import ENTREPRISE_DE, VAE_RECEVABILITE
from candidats.views.communes import envoi, exiger, moment, montrer, personne_de, trouver
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def entreprise_completer(request: HttpRequest, pk: int) -> HttpResponse:
    """The company of a job seeker, learned during the training."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_completer_entreprise(request.user, inscription), inscription)
    _, a = moment()
    form = EntrepriseForm(**envoi(request), initial=entreprise_initiale(inscription))
    if request.method == "POST" and form.is_valid():
        try:
            services.completer_entreprise(inscription=inscription, donnees=form.donnees, par=personne_de(request), a=a)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L’entreprise est enregistrée.")
            return redirect(inscription)
    return montrer(request, "entreprise_completer", inscription=inscription, form=form, regle=ENTREPRISE_DE)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def recevabilite_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a VAE file admissible or not; the candidate is told."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_decider_recevabilite(request.user, inscription), inscription)
    recevabilite = getattr(inscription, "recevabilite", None)
    if recevabilite is None:
        raise Http404
    _, a = moment()
    form = RecevabiliteForm(**envoi(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.decider_recevabilite(recevabilite=recevabilite, par=personne_de(request), a=a, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "La décision est enregistrée et annoncée au candidat.")
            return redirect(inscription)
    return montrer(
        request,
        "recevabilite_decider",
        inscription=inscription,
        recevabilite=recevabilite,
        formulaire=form,
        regle=VAE_RECEVABILITE,
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a registration, with its reason."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_abandonner(request.user, inscription), inscription)
    _, a = moment()
    form = MotifForm(**envoi(request), libelle="Motif de l’abandon")
    if request.method == "POST" and form.is_valid():
        try:
            services.abandonner_inscription(
                inscription=inscription, motif=form.cleaned_data["motif"], par=personne_de(request), a=a
            )
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L’inscription est abandonnée.")
            return redirect(inscription)
    return montrer(request, "inscription_abandonner", inscription=inscription, formulaire=form)
