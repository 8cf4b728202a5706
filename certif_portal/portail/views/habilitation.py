"""An act of accreditation, and what becomes of each running registration when it is interrupted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidats.choix import DecisionSuite
from candidats.models import Inscription
from candidats.regles.suite import HABILITATION_SUITE
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from certif_portal.portail import services
from certif_portal.portail.forms import SuiteForm
from certif_portal.portail.queries.habilitation import page_acte
from habilitations.models import Habilitation, OrganismeFormation
from habilitations.permissions import peut_decider_habilitation
from habilitations.regles import HABILITATION_DUREE


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def habilitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Its dates, scope, suspensions, and the registrations that wait for a decision."""
    le = horloge.aujourdhui()
    page = page_acte(pk, request.user, le)
    if page is None:
        raise Http404
    acte = page.acte
    contexte = {
        "page": page,
        "acte": acte,
        "organisme": acte.organisme,
        "court": acte.couvre(le),
        "en_vigueur": acte.couvre(le) and not page.ligne.suspendue_depuis,
        "modifiable": not acte.retiree_le and acte.date_fin >= le and peut_decider_habilitation(request.user),
        "decide": peut_decider_habilitation(request.user),
        "complet": peut_tout_consulter(request.user),
        "regle_duree": HABILITATION_DUREE,
        "regle_suite": HABILITATION_SUITE,
    }
    return render(request, "portail/habilitation_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def suite_decider(request: HttpRequest, pk: int, inscription_pk: int) -> HttpResponse:
    """One decision: the candidate may finish, another OF takes over, or it stops."""
    acte = get_object_or_404(Habilitation.objects.select_related("organisme"), pk=pk)
    inscriptions = Inscription.objects.visibles_par(request.user).filter(organisme=acte.organisme_id)
    joints = inscriptions.select_related("candidat", "organisme", "referentiel__certification")
    inscription = get_object_or_404(joints, pk=inscription_pk)
    repreneurs = OrganismeFormation.objects.habilites_le(horloge.aujourdhui()).exclude(pk=acte.organisme_id)
    form = SuiteForm(request.POST if request.method == "POST" else None, repreneurs=repreneurs)
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        try:
            services.decider_suite(
                inscription=inscription,
                habilitation=acte,
                decision=DecisionSuite(donnees["decision"]),
                repreneur=donnees["repreneur"],
                motif=donnees["motif"],
                par=request.user,
                a=horloge.maintenant(),
            )
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, f"La décision sur le parcours de {inscription.candidat} est enregistrée.")
            return redirect(acte)
    contexte = {"acte": acte, "inscription": inscription, "form": form, "regle": HABILITATION_SUITE}
    return render(request, "portail/suite_decider.html", contexte)
