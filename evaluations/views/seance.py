"""The day of a sitting, for the staff: its page, the part that keeps itself up to date, the ticks, the incidents."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, conclure, dire, envoyer, essayer, saisie
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.commun.page_chargement import demarrer, suivre
from certif_portal.commun.typographie import heure
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatCommission, EtatLiasse
from evaluations.forms.seance import IncidentForm
from evaluations.models import Commission, LiasseCommission, MembreCommission, Passage
from evaluations.queries.numerisation import seances_de
from evaluations.queries.seance import journee
from evaluations.regles.seance import CONSEQUENCES
from evaluations.services.liasse import demander_liasse
from evaluations.services.seance import noter_incident, pointer_candidat, pointer_membre
from evaluations.tasks import editer_liasse
from evaluations.views.commun import deposant, fil, seance_organisee


def _contexte(request: HttpRequest, pk: int) -> dict[str, Any]:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    ouverte = commission.etat != EtatCommission.ANNULEE and commission.date <= horloge.aujourdhui()
    return {
        "commission": commission,
        "jour": journee(commission, request.user),
        "agit": est_du_centre(request.user) and ouverte,
        "ouverte": ouverte,
    }


@require_safe
@reserve_a(*CONSULTATION)
def commission_jour(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "evaluations/commission_jour.html", _contexte(request, pk))


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def commission_papiers(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything to print for the day, in one file, made in the background; for the centre, or the delegated OF."""
    commission, a = seance_organisee(request, pk), horloge.maintenant()
    issue = essayer(lambda: demander_liasse(commission=commission, par=request.user, a=a))
    if not issue.fait:
        return conclure(request, issue, "", commission)
    liasse = issue.valeur
    if liasse.demandee_le < a:
        dire(request, f"Ces papiers étaient déjà en préparation, demandés à {heure(liasse.demandee_le)} : les voici.")
    return demarrer(request, editer_liasse, liasse, liasse.get_absolute_url())


def _liasse(request: HttpRequest, pk: int) -> LiasseCommission:
    liasses = LiasseCommission.objects.select_related("commission", "fichier", "demandee_par")
    organisme = None if peut_tout_consulter(request.user) else deposant(request)
    if organisme:
        return get_object_or_404(liasses.filter(commission__in=seances_de(organisme)), pk=pk)
    return get_object_or_404(liasses.filter(commission__in=Commission.objects.visibles_par(request.user)), pk=pk)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def liasse_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; the page looks again by itself until the file is there."""
    liasse = _liasse(request, pk)
    complet = peut_tout_consulter(request.user)
    contexte = {"liasse": liasse, "agit": est_du_centre(request.user) or not complet, "complet": complet}
    return suivre(render(request, "evaluations/liasse_detail.html", contexte), liasse.etat == EtatLiasse.EN_COURS)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def liasse_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    liasse = _liasse(request, pk)
    if liasse.fichier is None:
        raise Http404
    return reponse_fichier(liasse.fichier, lue("Papiers du jour lus.", liasse.commission))


@never_cache
@require_safe
@reserve_a(*CONSULTATION)
def commission_jour_etat(request: HttpRequest, pk: int) -> HttpResponse:
    """204 while nothing changed since `?vu=`."""
    contexte = _contexte(request, pk)
    if request.GET.get("vu") == contexte["jour"].signature:
        return HttpResponse(status=204)
    return render(request, "evaluations/_jour.html", contexte)


@require_POST
@reserve_a(*CENTRE)
def passage_pointer(request: HttpRequest, pk: int) -> HttpResponse:
    commissions = Commission.objects.visibles_par(request.user)
    passage = get_object_or_404(Passage.objects.filter(commission__in=commissions), pk=pk)
    present = request.POST.get("present") == "oui"
    pointer = partial(pointer_candidat, passage=passage, present=present, par=request.user, a=horloge.maintenant())
    return envoyer(request, pointer, _dit(present), "commission_jour", passage.commission_id)


@require_POST
@reserve_a(*CENTRE)
def membre_pointer(request: HttpRequest, pk: int) -> HttpResponse:
    commissions = Commission.objects.visibles_par(request.user)
    membre = get_object_or_404(MembreCommission.objects.filter(commission__in=commissions), pk=pk)
    present = request.POST.get("present") == "oui"
    pointer = partial(pointer_membre, membre=membre, present=present, par=request.user, a=horloge.maintenant())
    return envoyer(request, pointer, _dit(present), "commission_jour", membre.commission_id)


def _dit(present: bool) -> str:
    return "Arrivée notée." if present else "Arrivée annulée."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def incident_noter(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    passages = list(commission.passages.select_related("inscription__candidat"))
    form = IncidentForm(**saisie(request), passages=passages)
    jour = reverse("commission_jour", args=[pk])
    page = Page(
        "Noter un incident",
        "L’incident est noté.",
        jour,
        "Noter l’incident",
        "Une absence se note sur la page de la commission : elle retire le candidat de la séance.",
        consequences=[f"{IncidentForm.libelle(nature)} : {suite}" for nature, suite in CONSEQUENCES.items()],
        fil=(*fil(commission), ("Le jour", jour)),
    )
    return acte(request, form, page, partial(noter_incident, commission=commission))
