"""Professionals who offer to evaluate: the public form, its link, the staff's queue."""

from functools import partial

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, essayer, noter_fait, refuser, saisie, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from evaluations.choix import EtatCandidature
from evaluations.forms.candidature import CandidatureForm
from evaluations.models import CandidatureEvaluateur
from evaluations.regles.charte import PRINCIPES
from evaluations.services.candidature import (
    TropDeCandidatures,
    candidature_confirmable,
    confirmer_candidature,
    deja_au_vivier,
    recevoir_candidature,
    refuser_candidature,
    retenir_candidature,
)

PAR_PAGE = 50


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidature_deposer(request: HttpRequest) -> HttpResponse:
    """The same answer whoever asks, and for a program that filled the trap."""
    a = horloge.maintenant()
    form = CandidatureForm(**saisie(request))
    origine = get_adapter().get_client_ip(request)
    issue = tenter(
        request,
        form,
        lambda: None if form.piege else recevoir_candidature(donnees=form.donnees, origine=origine, a=a),
    )
    if issue.fait:
        noter_fait(request)
        return render(request, "evaluations/candidature_recue.html", {"courriel": form.cleaned_data["courriel"]})
    page = render(request, "evaluations/candidature_deposer.html", {"formulaire": form, "principes": PRINCIPES})
    page.status_code = 429 if isinstance(issue.refus, TropDeCandidatures) else 200
    return page


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidature_confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing; the button confirms."""
    a = horloge.maintenant()
    candidature = CandidatureEvaluateur.objects.filter(jeton_sha256=empreinte_jeton(jeton)).first()
    if candidature is None or not candidature_confirmable(candidature, a):
        recue = candidature is not None and candidature.confirmee_le is not None
        contexte = {"recue": recue, "titre": "Votre profil est transmis au centre"}
        page = render(request, "candidats/lien_ferme.html", contexte)
        page.status_code = 200 if recue else 410 if candidature else 404
        return sans_adresse(page)
    if request.method == "POST":
        refuser(request, *essayer(lambda: confirmer_candidature(candidature=candidature, a=a)).phrases)
        return sans_adresse(redirect("candidature_confirmer", jeton))
    return sans_adresse(render(request, "evaluations/candidature_confirmer.html", {"candidature": candidature}))


@require_safe
@reserve_a(*CONSULTATION)
def candidature_liste(request: HttpRequest) -> HttpResponse:
    """What waits first, or everything that was confirmed."""
    toutes = request.GET.get("etat") == "toutes"
    lignes = CandidatureEvaluateur.objects.order_by("confirmee_le", "pk")
    lignes = (
        lignes.exclude(etat=EtatCandidature.A_CONFIRMER) if toutes else lignes.filter(etat=EtatCandidature.A_TRAITER)
    )
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluations/candidature_liste.html", {"page": page, "toutes": toutes})


def _trouver(pk: int) -> CandidatureEvaluateur:
    """A confirmed one: the others are nobody's yet."""
    lignes = CandidatureEvaluateur.objects.select_related("traitee_par", "evaluateur__utilisateur")
    return get_object_or_404(lignes.exclude(etat=EtatCandidature.A_CONFIRMER), pk=pk)


@require_safe
@reserve_a(*CONSULTATION)
def candidature_detail(request: HttpRequest, pk: int) -> HttpResponse:
    candidature = _trouver(pk)
    ouverte = candidature.etat == EtatCandidature.A_TRAITER and est_du_centre(request.user)
    contexte = {
        "candidature": candidature,
        "ouverte": ouverte,
        "deja": deja_au_vivier(candidature) if ouverte else None,
    }
    return render(request, "evaluations/candidature_detail.html", contexte)


@require_POST
@reserve_a(*CENTRE)
def candidature_retenir(request: HttpRequest, pk: int) -> HttpResponse:
    candidature = _trouver(pk)
    return envoyer(
        request,
        lambda: retenir_candidature(candidature=candidature, par=request.user, a=horloge.maintenant()),
        f"L’invitation de {candidature} est partie : son accès s’ouvre par le lien reçu.",
        candidature,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def candidature_refuser(request: HttpRequest, pk: int) -> HttpResponse:
    candidature = _trouver(pk)
    form = MotifForm(**saisie(request), libelle="Pourquoi", aide=f"Ce texte est envoyé à {candidature.courriel}.")
    page = Page(
        "Refuser ce profil",
        "Le profil est refusé ; son auteur est prévenu.",
        "candidature_liste",
        "Refuser ce profil",
        sous_titre=str(candidature),
        danger=True,
        fil=(("Profils reçus", reverse("candidature_liste")), (str(candidature), candidature.get_absolute_url())),
    )
    return acte(request, form, page, partial(refuser_candidature, candidature=candidature))
