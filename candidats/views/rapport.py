"""The activity report: deposited by the OF or the staff, or by the candidate through the mailed link."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats import permissions
from candidats.forms.rapport import RapportForm
from candidats.models import Inscription, LienRapport, RapportActivites
from candidats.regles.rapport import RAPPORT_DELAI, date_limite_rapport
from candidats.services.rapport import (
    LienFerme,
    deposer_rapport,
    deposer_rapport_par_lien,
    envoyer_lien_rapport,
    lien_ouvert,
)
from candidats.views.commun import LECTEURS, exiger, moment, montrer, personne_de, trouver
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Page, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.commun.liens import empreinte_jeton, sans_adresse
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a


def _rapport(inscription: Inscription) -> RapportActivites:
    return get_object_or_404(RapportActivites.objects.select_related("fichier"), inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def rapport_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Deposit or replace the report; the candidate's link closes."""
    inscription = trouver(request, pk)
    rapport = _rapport(inscription)
    exiger(permissions.peut_deposer_rapport(request.user, inscription), inscription)
    _, a = moment()
    form = RapportForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: deposer_rapport(rapport=rapport, fichier=form.cleaned_data["fichier"], par=personne_de(request), a=a),
    )
    if issue.fait:
        return reussir(request, "Le rapport est déposé : les évaluateurs de la séance le lisent.", inscription)
    limite = date_limite_rapport(inscription.date_evaluation, parametres().rapport_jours)
    depose = (
        (reverse("rapport_fichier", args=[inscription.pk]), f"{rapport.fichier.nom}, {date_longue(rapport.depose_le)}")
        if rapport.fichier and rapport.depose_le
        else None
    )
    page = Page(
        "Rapport d’activités",
        "",
        inscription,
        "Déposer",
        f"Au plus tard le {date_longue(limite)}." if limite else "",
        RAPPORT_DELAI,
        intitule="Déposer le rapport d’activités",
        liens=(depose,) if depose else (),
        icone="deposer",
    )
    contexte = {"inscription": inscription, "rapport": rapport, "lien": rapport.liens.first()}
    return page_acte(request, form, page, "candidats/rapport_deposer.html", **contexte)


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def rapport_envoyer_lien(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for the candidate; the one before dies."""
    inscription = trouver(request, pk)
    rapport = _rapport(inscription)
    exiger(permissions.peut_deposer_rapport(request.user, inscription), inscription)
    _, a = moment()
    return envoyer(
        request,
        lambda: envoyer_lien_rapport(rapport=rapport, par=personne_de(request), a=a),
        lambda lien: f"Un nouveau lien est envoyé à {lien.destinataire} ; le précédent ne sert plus.",
        "rapport_deposer",
        inscription.pk,
    )


@require_safe
@reserve_a(*LECTEURS)
def rapport_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The report, for those who see the registration; the evaluators of a sitting have their own address."""
    inscription = trouver(request, pk)
    rapport = _rapport(inscription)
    if rapport.fichier is None:
        raise Http404
    return reponse_fichier(rapport.fichier, lue("Rapport d’activités lu.", inscription))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rapport_par_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading the link consumes nothing; sending the file uses it up."""
    _, a = moment()
    lien = _lien(jeton)
    if lien is None or not lien_ouvert(lien, a):
        return _ferme(request, lien, a)
    form = RapportForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: deposer_rapport_par_lien(lien=lien, fichier=form.cleaned_data["fichier"], a=a),
    )
    if isinstance(issue.refus, LienFerme):
        return _ferme(request, _lien(jeton), a)
    if issue.fait:
        return sans_adresse(redirect("rapport_par_lien", jeton))
    inscription = lien.rapport.inscription
    limite = date_limite_rapport(inscription.date_evaluation, parametres().rapport_jours)
    return sans_adresse(
        montrer(request, "rapport_par_lien", lien=lien, inscription=inscription, formulaire=form, limite=limite)
    )


def _lien(jeton: str) -> LienRapport | None:
    joints = "rapport__inscription__candidat", "rapport__inscription__referentiel__certification"
    return LienRapport.objects.select_related(*joints).filter(jeton_sha256=empreinte_jeton(jeton)).first()


def _ferme(request: HttpRequest, lien: LienRapport | None, a: datetime) -> HttpResponse:
    """The receipt of a deposit, or what became of the link; a link never sent says nothing more."""
    recu = lien.rapport if lien and lien.utilise_le else None
    expire = bool(lien and lien.revoque_le is None and lien.expire(a))
    reponse = montrer(request, "rapport_ferme", recu=recu, expire=expire, connu=lien is not None)
    reponse.status_code = 200 if recu else 410 if lien else 404
    return sans_adresse(reponse)
