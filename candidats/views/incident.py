"""What interrupts a registration: postponed, and the way back from an incident noted by mistake."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from candidats import permissions
from candidats.forms.incident import ReportForm
from candidats.forms.motif import MotifForm
from candidats.models import Incident, Inscription
from candidats.regles.incident import INCIDENT_RETOUR
from candidats.services.incident import annuler_incident, reporter_evaluation
from candidats.views.commun import envoi, exiger, moment, montrer, personne_de, trouver
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def evaluation_reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the evaluation off, while no sitting is planned."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_reporter(request.user, inscription), inscription)
    _, a = moment()
    form = ReportForm(**envoi(request))
    if request.method == "POST" and form.is_valid():
        try:
            reporter_evaluation(inscription=inscription, par=personne_de(request), a=a, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "Le report est enregistré : les échéances suivent la nouvelle date.")
            return redirect(inscription)
    return montrer(request, "evaluation_reporter", inscription=inscription, formulaire=form)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def incident_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an incident noted by mistake, while nothing followed."""
    visibles = Inscription.objects.visibles_par(request.user).values("pk")
    incidents = Incident.objects.filter(inscription__in=visibles, annule_le__isnull=True)
    incident = get_object_or_404(incidents, pk=pk)
    inscription = trouver(request, incident.inscription_id)
    _, a = moment()
    form = MotifForm(**envoi(request), libelle="Pourquoi l’annuler")
    if request.method == "POST" and form.is_valid():
        try:
            annuler_incident(incident=incident, motif=form.cleaned_data["motif"], par=personne_de(request), a=a)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "C’est annulé : le parcours reprend où il en était.")
            return redirect(inscription)
    return montrer(
        request, "incident_annuler", inscription=inscription, incident=incident, formulaire=form, regle=INCIDENT_RETOUR
    )
