"""The sittings of an evaluator over a period, and their attestation: for themselves, or for the staff."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certif_portal.centre.models import lire_parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import refuser, telecharger_rendu
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from evaluations.documents.participation import attestation_participation
from evaluations.forms.seance import PeriodeForm
from evaluations.models import Evaluateur
from evaluations.queries.participation import seances_tenues


def _periode(request: HttpRequest) -> tuple[PeriodeForm, tuple[date, date] | None]:
    """That of the address; the current year when it says nothing."""
    le = horloge.aujourdhui()
    depart = {"du": date(le.year, 1, 1).isoformat(), "au": date(le.year, 12, 31).isoformat()}
    form = PeriodeForm(request.GET if "du" in request.GET else depart)
    return form, (form.cleaned_data["du"], form.cleaned_data["au"]) if form.is_valid() else None


@require_safe
@reserve_a(Role.EVALUATEUR)
def mes_seances(request: HttpRequest) -> HttpResponse:
    evaluateur = get_object_or_404(Evaluateur, utilisateur=request.user)
    return redirect("evaluateur_seances", evaluateur.pk)


def _visible(request: HttpRequest, pk: int) -> Evaluateur:
    """One's own, or anybody's for the staff."""
    evaluateurs = Evaluateur.objects.select_related("utilisateur")
    if not peut_tout_consulter(request.user):
        evaluateurs = evaluateurs.filter(utilisateur=request.user)
    return get_object_or_404(evaluateurs, pk=pk)


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def evaluateur_seances(request: HttpRequest, pk: int) -> HttpResponse:
    evaluateur, (form, periode) = _visible(request, pk), _periode(request)
    contexte = {
        "evaluateur": evaluateur,
        "formulaire": form,
        "periode": periode,
        "seances": seances_tenues(evaluateur, *periode) if periode else [],
        "retour": reverse("evaluateur_liste" if peut_tout_consulter(request.user) else "mes_commissions"),
    }
    return render(request, "evaluations/evaluateur_seances.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def evaluateur_attestation(request: HttpRequest, pk: int) -> HttpResponse:
    evaluateur, (form, periode) = _visible(request, pk), _periode(request)
    seances = seances_tenues(evaluateur, *periode) if periode else []
    if periode is None or not seances:
        dites = [phrase for phrases in form.errors.values() for phrase in phrases]
        refuser(request, *(dites or ["Aucune séance tenue sur cette période : il n’y a rien à attester."]))
        return redirect("evaluateur_seances", pk)
    return telecharger_rendu(
        request,
        lambda: attestation_participation(evaluateur, seances, *periode, lire_parametres(), horloge.maintenant()),
        f"attestation-participation-{periode[0]}-{periode[1]}.pdf",
        "evaluateur_seances",
        pk,
        lecture=lue("Attestation de participation éditée.", evaluateur),
    )
