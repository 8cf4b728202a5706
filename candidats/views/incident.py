"""What interrupts a registration: postponed, and the way back from an incident noted by mistake."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from candidats import permissions
from candidats.forms.incident import ReportForm
from candidats.models import Incident, Inscription
from candidats.regles.incident import INCIDENT_RETOUR
from candidats.services.incident import annuler_incident, reporter_evaluation
from candidats.views.commun import DOSSIER, exiger, trouver
from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def evaluation_reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the evaluation off, while no sitting is planned."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_reporter(request.user, inscription), inscription)
    page = Page(
        "Report",
        "Le report est enregistré : les échéances suivent la nouvelle date.",
        inscription,
        "Reporter",
        "L’inscription reste vivante ; les échéances se calculent sur la nouvelle date.",
        intitule="Reporter l’évaluation",
        deplace=inscription,
    )
    reporter = partial(reporter_evaluation, inscription=inscription)
    return acte(request, ReportForm(**saisie(request)), page, reporter, DOSSIER, inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def incident_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an incident noted by mistake, while nothing followed."""
    visibles = Inscription.objects.visibles_par(request.user).values("pk")
    incidents = Incident.objects.filter(inscription__in=visibles, annule_le__isnull=True)
    incident = get_object_or_404(incidents, pk=pk)
    inscription = trouver(request, incident.inscription_id)
    form = MotifForm(**saisie(request), libelle="Pourquoi l’annuler")
    page = Page(
        "Annuler un incident",
        "C’est annulé : le parcours reprend où il en était.",
        inscription,
        "Annuler l’incident",
        f"{incident.get_nature_display()} du {date_longue(incident.le)} : {incident.motif}\n\nL’inscription reprend "
        "l’état qu’elle avait. Une pièce d’identité supprimée est à déposer de nouveau si elle n’avait pas été "
        "vérifiée.",
        INCIDENT_RETOUR,
        intitule="Annuler ce qui a été noté par erreur",
    )
    annuler = partial(annuler_incident, incident=incident)
    return acte(request, form, page, annuler, DOSSIER, inscription=inscription)
