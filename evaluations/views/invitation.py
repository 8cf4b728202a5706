"""Evaluators proposed for a sitting, invited, and their answer by a link."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from certif_portal.commun import horloge
from certif_portal.commun.cadre import envoyer, noter_fait, reussir, saisie, tenter
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from evaluations.choix import ReponseInvitation
from evaluations.documents.convocation import lieu_de
from evaluations.forms.seance import InviterForm, ReponseForm
from evaluations.models import Commission, InvitationCommission
from evaluations.queries.vivier import propositions
from evaluations.regles.vivier import ROTATION
from evaluations.services.invitation import (
    invitation_ouverte,
    inviter_a_la_commission,
    repondre_invitation,
    retirer_invitation,
)
from evaluations.views.commun import modifiable


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_inviter(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is proposed, with the reason of each rank; those ticked are invited."""
    commission = modifiable(request, pk)
    proposes = propositions(commission)
    form = InviterForm(**saisie(request), proposes=proposes)
    issue = tenter(
        request,
        form,
        lambda: inviter_a_la_commission(
            commission=commission,
            evaluateurs=form.cleaned_data["evaluateurs"],
            par=request.user,
            a=horloge.maintenant(),
        ),
    )
    if issue.fait:
        nombre = len(issue.valeur)
        phrase = f"{nombre} évaluateurs sont invités." if nombre > 1 else "1 évaluateur est invité."
        return reussir(request, f"{phrase} Chacun répond par le lien reçu.", commission)
    choisis = set(request.POST.getlist("evaluateurs"))
    contexte = {
        "commission": commission,
        "formulaire": form,
        "proposes": proposes,
        "choisis": choisis,
        "regle": ROTATION,
    }
    return render(request, "evaluations/commission_inviter.html", contexte)


@require_POST
@reserve_a(*CENTRE)
def invitation_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = InvitationCommission.objects.filter(commission__in=Commission.objects.visibles_par(request.user))
    invitation = get_object_or_404(visibles.select_related("commission", "evaluateur__utilisateur"), pk=pk)
    return envoyer(
        request,
        lambda: retirer_invitation(invitation=invitation, par=request.user, a=horloge.maintenant()),
        f"L’invitation de {invitation.evaluateur} est retirée ; un courriel le dit à cette personne.",
        invitation.commission,
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing; the answer does."""
    a = horloge.maintenant()
    lignes = InvitationCommission.objects.select_related("commission", "evaluateur__utilisateur")
    invitation = lignes.filter(jeton_sha256=empreinte_jeton(jeton)).first()
    if invitation is None or not invitation_ouverte(invitation, a):
        return sans_adresse(_fermee(request, invitation))
    form = ReponseForm(**saisie(request))
    issue = tenter(request, form, lambda: repondre_invitation(invitation=invitation, **form.cleaned_data, a=a))
    if issue.fait:
        noter_fait(request)
        return sans_adresse(_fermee(request, issue.valeur))
    contexte = {"invitation": invitation, "lieu": lieu_de(invitation.commission), "formulaire": form}
    return sans_adresse(render(request, "evaluations/invitation_repondre.html", contexte))


def _fermee(request: HttpRequest, invitation: InvitationCommission | None) -> HttpResponse:
    """What was answered, or a link that opens nothing."""
    repondue = invitation is not None and invitation.reponse in (ReponseInvitation.ACCEPTEE, ReponseInvitation.DECLINEE)
    contexte = {"invitation": invitation, "repondue": repondue}
    page = render(request, "evaluations/invitation_fermee.html", contexte)
    page.status_code = 200 if repondue else 410 if invitation else 404
    return page
