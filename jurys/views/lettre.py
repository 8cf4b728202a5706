"""The letters of a closed jury: drafts by training organisation, read again, edited, dropped, sent together."""

from functools import partial
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.commun.durees import compte
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.textes import en_entier
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from jurys.choix import EtatLettre
from jurys.forms.jury import EnvoiLettresForm, LettreForm
from jurys.models import Jury, Lettre
from jurys.queries.lettre import envoi_prevu
from jurys.queries.papier import rang_de_remise
from jurys.services.lettre import ecarter_lettre, envoyer_lettres, modifier_lettre
from jurys.tasks import demander_edition
from jurys.views.commun import page_jury, trouver_jury

DEPLIEES = 40
"""Letters shown at once; beyond, each organisation's unfold."""


@require_safe
@reserve_a(*CENTRE)
def jury_lettres(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    lettres = (
        jury.lettres.select_related("organisme", "presentation__inscription__candidat", "envoi")
        .defer("presentation__synthese", "envoi__texte")
        .order_by("presentation__inscription__candidat__cle_recherche", "pour")
    )
    choisi, groupes = request.GET.get("organisme"), []
    rangees = sorted(lettres, key=lambda lettre: rang_de_remise(lettre.organisme))
    for organisme, siennes in groupby(rangees, lambda lettre: lettre.organisme):
        lues = list(siennes)
        reste = sum(lettre.etat == EtatLettre.RETENUE for lettre in lues)
        groupes.append((organisme, lues, str(organisme.pk) if organisme else "", reste))
    contexte = {
        "jury": jury,
        "groupes": groupes,
        "choisi": choisi,
        "retenues": sum(reste for *_, reste in groupes),
        "deplie": sum(len(lues) for _, lues, *_ in groupes) <= DEPLIEES,
    }
    return render(request, "jurys/jury_lettres.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_lettres_envoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """All the drafts, or those of the OF named by the address (empty: candidates without any): how many, to whom and by
    which way is said before they leave."""
    jury, choisi = trouver_jury(request, pk), request.GET.get("organisme")
    organisme = en_entier(choisi or "")
    if choisi and organisme is None:
        raise Http404("Aucun organisme n’a ce numéro.")
    organismes = None if choisi is None else [organisme]
    prevu = envoi_prevu(jury, organismes)
    page = page_jury(
        jury,
        "Envoyer les lettres",
        f"Lettres envoyées : {prevu.lettres}.",
        f"Envoyer {compte(prevu.lettres, 'lettre')}",
        retour=reverse("jury_lettres", args=[jury.pk]),
        texte=prevu.phrase,
        consequences=prevu.consequences,
        empechement="" if prevu.lettres else "Aucune lettre n’attend d’être envoyée.",
        icone="envoyer",
    )
    form = EnvoiLettresForm(**saisie(request), initial={"attendues": prevu.lettres})
    return acte(request, form, page, partial(_envoyer, jury, organismes))


def _envoyer(jury: Jury, organismes: list[int | None] | None, **donnees: Any) -> None:
    envoyer_lettres(jury=jury, organismes=organismes, **donnees)
    demander_edition(jury)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def lettre_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    lettre = _lettre(request, pk)
    page = _page(lettre, "Relire la lettre", "La lettre est modifiée.")
    initial = {champ: getattr(lettre, champ) for champ in ("adresse", "courriel", "objet", "corps")}
    form = LettreForm(**saisie(request), objet=lettre, initial=initial)
    return acte(request, form, page, partial(modifier_lettre, lettre=lettre))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def lettre_ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    lettre = _lettre(request, pk)
    page = _page(lettre, "Écarter la lettre", "La lettre est écartée.", "Écarter la lettre", danger=True)
    return acte(request, MotifForm(**saisie(request)), page, partial(ecarter_lettre, lettre=lettre))


def _lettre(request: HttpRequest, pk: int) -> Lettre:
    visibles = Lettre.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    return get_object_or_404(visibles.select_related("jury", "presentation__inscription__candidat"), pk=pk)


def _page(lettre: Lettre, titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Page:
    retour = f"{reverse('jury_lettres', args=[lettre.jury_id])}?organisme={lettre.organisme_id or ''}"
    texte = f"{lettre.get_pour_display()} : {lettre.presentation.inscription.candidat}."
    partie = "" if lettre.etat == EtatLettre.RETENUE else f"Cette lettre est {lettre.get_etat_display().lower()}."
    return page_jury(lettre.jury, titre, fait, bouton, retour=retour, texte=texte, empechement=partie, **quoi)
