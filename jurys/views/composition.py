"""Who sits: members designated, convocation."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, envoyer, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue_de
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys.choix import College
from jurys.forms.jury import ConvocationForm, MembreForm
from jurys.models import Jury, LettresConvocation, MembreJury
from jurys.queries.ecrans import membres_de
from jurys.regles.composition import JURY_PATRONAL
from jurys.regles.delai import JURY_CONVOCATION, date_limite_convocation
from jurys.services.composition import (
    designer_membre,
    designer_president,
    inviter_membre_jury,
    retirer_membre_jury,
)
from jurys.services.convocation import convoquer_jury
from jurys.services.envoi import envoi_prevu
from jurys.views.commun import ferme, page_jury, trouver_jury


def _membre(request: HttpRequest, pk: int) -> MembreJury:
    membres = MembreJury.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    return get_object_or_404(membres.select_related("jury", "organisation", "utilisateur"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_membre_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    demande = request.GET
    initial = {
        "college": demande.get("college", College.PATRONAL),
        "organisation": demande.get("organisation"),
        "travail_temporaire": demande.get("travail_temporaire") == "1",
    }
    form = MembreForm(**saisie(request), initial=initial, jury=jury)

    issue = tenter(
        request,
        form,
        lambda: designer_membre(jury=jury, donnees=form.donnees(), par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, "Le membre est ajouté.", jury)
    contexte = {"jury": jury, "formulaire": form, "ferme": ferme(jury), "regle": JURY_PATRONAL}
    return render(request, "jurys/jury_membre.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_membre_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    membre = _membre(request, pk)
    page = page_jury(
        membre.jury,
        f"Retirer {membre}",
        f"{membre} ne fait plus partie du jury.",
        "Retirer du jury",
        danger=True,
        empechement=ferme(membre.jury),
        consequences=["Son accès ne montre plus ce jury.", "La CPREFP est à informer du changement."],
    )
    return acte(request, None, page, partial(retirer_membre_jury, membre=membre))


@require_POST
@reserve_a(*CENTRE)
def jury_president(request: HttpRequest, pk: int) -> HttpResponse:
    membre = _membre(request, pk)

    nommer = partial(designer_president, membre=membre, par=request.user, a=horloge.maintenant())
    return envoyer(request, nommer, f"{membre} préside le jury.", membre.jury)


@require_POST
@reserve_a(*CENTRE)
def jury_membre_inviter(request: HttpRequest, pk: int) -> HttpResponse:
    membre = _membre(request, pk)

    inviter = partial(inviter_membre_jury, membre=membre, par=request.user, a=horloge.maintenant())
    return envoyer(request, inviter, f"L’accès au portail est ouvert à {membre}.", membre.jury)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_convoquer(request: HttpRequest, pk: int) -> HttpResponse:
    """The count said here is the one sent: both come from `envoi_prevu`."""
    jury, le = trouver_jury(request, pk), horloge.aujourdhui()
    limite = date_limite_convocation(jury.date)
    form = ConvocationForm(**saisie(request), initial={"le": le}, libelle="Convocation partie le")
    page = page_jury(
        jury,
        "Convoquer le jury",
        "Le jury est convoqué.",
        "Convoquer",
        regle=JURY_CONVOCATION,
        empechement=ferme(jury),
        texte=f"Au plus tard le {date_longue(limite)} ; la date ne change plus ensuite. Si le portail écrit, partent "
        "aujourd’hui :",
        consequences=envoi_prevu(membres_de(jury)).phrases,
    )

    def convoquer(**lus: Any) -> Jury:
        return convoquer_jury(jury=jury, le=lus["le"], convocation=form.convocation(), par=lus["par"], a=lus["a"])

    return acte(request, form, page, convoquer)


@require_safe
@reserve_a(*CONSULTATION)
def lettres_convocation(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of one sending, to print: members and unions without an address."""
    lettres = LettresConvocation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    envoi = get_object_or_404(lettres.select_related("document__fichier"), pk=pk)
    lecture = lue_de("Lettres de convocation lues.", Jury, envoi.jury_id)
    return reponse_fichier(envoi.document.fichier, lecture, en_ligne=True)
