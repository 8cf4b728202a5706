"""Sign-in by the centre's directory (OpenID Connect): off to it, back from it, linked and unlinked."""

from functools import partial
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Issue, envoyer, essayer, suite
from certif_portal.commun.limites import permis
from certif_portal.comptes import annuaire, services
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.regles import annuaire_prouve

DEPARTS_PAR_MINUTE = 100
"""Towards the directory, of one address: a whole room is behind it."""


@login_not_required
@never_cache
@require_POST
def annuaire_connexion(request: HttpRequest) -> HttpResponse:
    """Off to the directory: to come in, or, for somebody logged in, to say who they are there."""
    _exiger_annuaire()
    if not permis(request, "annuaire", maximum=DEPARTS_PAR_MINUTE, secondes=60):
        return _refus_annuaire(request, Issue(refus=annuaire.TropDeDeparts()))
    if request.user.is_authenticated and (porte := _a_confirmer(request)):
        return porte
    issue = essayer(
        lambda: annuaire.partir(
            request.session, retour=_retour_annuaire(), suite=suite(request), ici=request.user.pk, a=horloge.du_mur()
        )
    )
    return HttpResponseRedirect(issue.valeur) if issue.fait else _refus_annuaire(request, issue)


@login_not_required
@never_cache
@require_safe
def annuaire_retour(request: HttpRequest) -> HttpResponse:
    """Back from the directory, with a code that serves once."""
    _exiger_annuaire()
    recu, ici = request.GET.dict(), request.user.pk
    lue = essayer(
        lambda: annuaire.revenir(request.session, recu, retour=_retour_annuaire(), ici=ici, a=horloge.du_mur())
    )
    if not lue.fait:
        return _refus_annuaire(request, lue)
    identite = lue.valeur
    qui = {"emetteur": identite.emetteur, "sujet": identite.sujet, "a": horloge.maintenant()}
    if identite.compte is not None:
        lier = partial(services.lier_annuaire, compte=request.user, **qui)
        return envoyer(request, lier, "Votre accès est lié à l’annuaire du centre.", "mon_compte")
    entree = essayer(lambda: services.entrer_par_annuaire(courriel=identite.courriel, **qui))
    if not entree.fait:
        return _refus_annuaire(request, entree)
    return _entrer(request, entree.valeur, identite)


def _entrer(request: HttpRequest, compte: Utilisateur, identite: annuaire.Identite) -> HttpResponse:
    """A session like any other; it says by which door it was opened, and what the directory saw."""
    logout(request)  # whoever was there before leaves
    record_authentication(request, compte, "annuaire")
    if annuaire_prouve(identite.preuves, settings.OIDC_SECOND_FACTEUR):
        record_authentication(request, compte, "mfa", type=annuaire.TYPE)
    request.session[annuaire.ENTREE] = True
    return perform_login(request, compte, redirect_url=identite.suite or None)


def _exiger_annuaire() -> None:
    if not settings.OIDC_EMETTEUR:
        raise Http404


def _retour_annuaire() -> str:
    return settings.ADRESSE_PUBLIQUE + reverse("annuaire_retour")


def _refus_annuaire(request: HttpRequest, issue: Issue[Any]) -> HttpResponse:
    statut = getattr(issue.refus, "statut", 403)
    return render(request, "comptes/annuaire_refus.html", {"phrases": issue.phrases}, status=statut)


def _a_confirmer(request: HttpRequest) -> HttpResponse | None:
    """A session left open is no place to change who its account is in the directory."""
    if not is_reauthentication_required(request, app="comptes"):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?next={reverse('mon_compte')}")


@require_POST
def annuaire_delier(request: HttpRequest) -> HttpResponse:
    _exiger_annuaire()
    if porte := _a_confirmer(request):
        return porte
    delier = partial(services.delier_annuaire, compte=request.user, a=horloge.maintenant())
    return envoyer(request, delier, "Votre accès n’est plus lié à l’annuaire du centre.", "mon_compte")
