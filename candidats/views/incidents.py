"""What interrupts a registration: postponed, and the way back from an incident noted by mistake."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from candidats import permissions, services
from candidats.forms import MotifForm, ReportForm
from candidats.models import Incident, Inscription
from candidats.regles.incidents import INCIDENT_RETOUR
from candidats.views.communes import exiger, moment, montrer, personne_de, trouver
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def evaluation_reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the evaluation off, while no sitting is planned."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_reporter(request.user, inscription), inscription)
    _, a = moment()
    form = ReportForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: services.reporter_evaluation(
            inscription=inscription, par=personne_de(request), a=a, **form.cleaned_data
        ),
    )
    if issue.fait:
        return reussir(request, "Le report est enregistré : les échéances suivent la nouvelle date.", inscription)
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
    form = MotifForm(**saisie(request), libelle="Pourquoi l’annuler")
    issue = tenter(
        request,
        form,
        lambda: services.annuler_incident(
            incident=incident, motif=form.cleaned_data["motif"], par=personne_de(request), a=a
        ),
    )
    if issue.fait:
        return reussir(request, "C’est annulé : le parcours reprend où il en était.", inscription)
    return montrer(
        request, "incident_annuler", inscription=inscription, incident=incident, formulaire=form, regle=INCIDENT_RETOUR
    )
