"""What the pages of a sitting share."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.commun.textes import en_entier
from certif_portal.commun.typographie import date_entiere
from certif_portal.comptes.permissions import est_du_centre
from evaluations.models import Commission
from evaluations.permissions import peut_modifier
from evaluations.queries.delegation import delegations_de
from evaluations.queries.numerisation import seances_de
from habilitations.models import OrganismeFormation


def seance(commission: Commission) -> str:
    return f"{commission.get_nature_display()} du {date_entiere(commission.date)}, {commission.lieu}"


def fil(commission: Commission) -> tuple[tuple[str, str], ...]:
    return ("Commissions", reverse("commission_liste")), (commission.lieu, commission.get_absolute_url())


def modifiable(request: HttpRequest, pk: int) -> Commission:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    if not peut_modifier(request.user, commission):
        raise PermissionDenied(f"{commission} : {commission.get_etat_display().lower()}, elle ne se modifie plus.")
    return commission


def deposant(request: HttpRequest) -> OrganismeFormation | None:
    """The OF for which this person deposits, None for the centre; an OF without delegation is refused."""
    if est_du_centre(request.user):
        return None
    delegation = delegations_de(request.user, horloge.aujourdhui()).first()
    if delegation is None:
        raise PermissionDenied("Le centre ne vous délègue pas l’organisation des évaluations aujourd’hui.")
    return delegation.organisme


def seance_organisee(request: HttpRequest, pk: int) -> Commission:
    """Any sitting for the centre; for a delegated OF, one that expects its candidates alone."""
    organisme = deposant(request)
    siennes = seances_de(organisme) if organisme else Commission.objects.visibles_par(request.user)
    return get_object_or_404(siennes.select_related("emargement"), pk=pk)


def inscription_nommee(request: HttpRequest) -> Inscription | None:
    """The one that the address names, if it does."""
    choix = en_entier(request.GET.get("inscription", ""))
    if choix is None:
        return None
    visibles = Inscription.objects.visibles_par(request.user).select_related("candidat", "organisme", "referentiel")
    return get_object_or_404(visibles, pk=choix)
