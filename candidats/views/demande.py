"""Requests of companies and candidates: the public form, its link, the staff's queue."""

from functools import partial

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from candidats.choix import EtatDemande
from candidats.forms.demande import DemandeForm
from candidats.models import DemandeInscription
from candidats.queries.demande import demandes_de_la_liste
from candidats.services.demande import (
    TropDeDemandes,
    confirmer_demande,
    demande_confirmable,
    recevoir_demande,
    refuser_demande,
)
from candidats.views.commun import moment, montrer
from certif_portal.centre.models import lire_parametres
from certif_portal.commun.cadre import Page, acte, essayer, refuser, saisie, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import est_du_centre, reserve_a

PAR_PAGE = 50


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demande_deposer(request: HttpRequest) -> HttpResponse:
    """The same answer whoever asks, and for a program that filled the trap."""
    le, a = moment()
    form = DemandeForm(**saisie(request), le=le, sans_formation=lire_parametres().sans_formation)
    origine = get_adapter().get_client_ip(request)
    issue = tenter(
        request,
        form,
        lambda: None if form.piege else recevoir_demande(donnees=form.donnees, origine=origine, a=a),
    )
    if issue.fait:
        return montrer(request, "demande_recue", courriel=form.cleaned_data["courriel"])
    page = montrer(request, "demande_deposer", formulaire=form)
    page.status_code = 429 if isinstance(issue.refus, TropDeDemandes) else 200
    return page


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demande_confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing; the button confirms."""
    _, a = moment()
    lignes = DemandeInscription.objects.select_related("referentiel__certification")
    demande = lignes.filter(jeton_sha256=empreinte_jeton(jeton)).first()
    if demande is None or not demande_confirmable(demande, a):
        recue = demande is not None and demande.confirmee_le is not None
        page = montrer(request, "lien_ferme", recue=recue, titre="Votre demande est transmise au centre")
        page.status_code = 200 if recue else 410 if demande else 404
        return sans_adresse(page)
    if request.method == "POST":
        refuser(request, *essayer(lambda: confirmer_demande(demande=demande, a=a)).phrases)
        return sans_adresse(redirect("demande_confirmer", jeton))
    return sans_adresse(montrer(request, "demande_confirmer", demande=demande))


@require_safe
@reserve_a(*CONSULTATION)
def demandeinscription_liste(request: HttpRequest) -> HttpResponse:
    """What waits first, or everything that was confirmed."""
    toutes = request.GET.get("etat") == "toutes"
    page = Paginator(demandes_de_la_liste(toutes=toutes), PAR_PAGE).get_page(request.GET.get("page"))
    return montrer(request, "demandeinscription_liste", page=page, toutes=toutes)


def _trouver(pk: int) -> DemandeInscription:
    """A confirmed request: the others are nobody's yet."""
    lignes = DemandeInscription.objects.select_related("referentiel__certification", "traitee_par", "inscription")
    return get_object_or_404(lignes.exclude(etat=EtatDemande.A_CONFIRMER), pk=pk)


@require_safe
@reserve_a(*CONSULTATION)
def demandeinscription_detail(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _trouver(pk)
    ouverte = demande.etat == EtatDemande.A_TRAITER and est_du_centre(request.user)
    return montrer(request, "demandeinscription_detail", demande=demande, ouverte=ouverte)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def demande_refuser(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _trouver(pk)
    form = MotifForm(**saisie(request), libelle="Pourquoi", aide=f"Ce texte est envoyé à {demande.courriel}.")
    fil = (("Demandes d’inscription", reverse("demandeinscription_liste")), (str(demande), demande.get_absolute_url()))
    page = Page(
        "Refuser la demande",
        "La demande est refusée ; son auteur est prévenu.",
        "demandeinscription_liste",
        "Refuser la demande",
        sous_titre=str(demande),
        danger=True,
        fil=fil,
    )
    return acte(request, form, page, partial(refuser_demande, demande=demande))
