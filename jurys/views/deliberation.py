"""The deliberation, without any name, and its closing."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import conclure, envoyer, essayer, page_acte, refuser, reussir, saisie, tenter
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import EtatJury
from jurys.forms import DecisionForm, PresentsForm
from jurys.models import Jury, MembreJury, Presentation
from jurys.queries.ecrans import LigneDeliberation, grouper, lignes_deliberation, membres_de, siege_de
from jurys.queries.synthese import lire_synthese
from jurys.regles.composition import JURY_QUORUM, PARTAGE_VOIX, Voix, compter_voix
from jurys.regles.deliberation import CLOTURE_COMPLETE, JURY_SOUVERAIN
from jurys.regles.siege import JURY_ECARTE
from jurys.services.attribution import prochain_numero
from jurys.services.cloture import clore_jury, sans_decision
from jurys.services.deliberation import confirmer_sans_observation, decider, ouvrir_deliberation
from jurys.tasks import demander_edition
from jurys.views.commun import page_jury, trouver_jury

REFUSEE = "decision_refusee"
"""Key of the session: what a refused decision had typed, for the next page alone."""


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_ouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    form = PresentsForm(**saisie(request), membres=membres_de(jury), en_retard=horloge.aujourdhui() > jury.date)

    def ouvrir() -> Jury:
        presents, motif = form.cleaned_data["presents"], form.cleaned_data.get("motif", "")
        pks = [membre.pk for membre in presents]
        return ouvrir_deliberation(jury=jury, presents=pks, motif=motif, par=request.user, a=horloge.maintenant())

    if tenter(request, form, ouvrir).fait:
        return reussir(request, "La délibération est ouverte.", "jury_deliberation", jury.pk)
    page = page_jury(
        jury,
        "Ouvrir la délibération",
        "",
        "Ouvrir la délibération",
        regle=JURY_QUORUM,
        texte="Décochez les absents : ils figureront tout de même sur la feuille d’émargement. Les synthèses sont "
        "figées à l’ouverture.",
    )
    return page_acte(request, form, page)


@require_safe
@reserve_a(*CONSULTATION, Role.JURE)
def jury_deliberation(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    membres = membres_de(jury)
    if not permissions.peut_lire_deliberation(request.user, membres):
        raise PermissionDenied
    lignes = lignes_deliberation(jury)
    sans = sum(not ligne.decision for ligne in lignes)
    presents = [membre for membre in membres if membre.present]
    choisie = _avec_la_saisie(_choisie(lignes, request.GET.get("code", "")), request.session.pop(REFUSEE, None))
    contexte = {
        "jury": jury,
        "groupes": grouper(lignes),
        "choisie": choisie,
        "sans_decision": sans_decision(sans) if sans or not lignes else "",
        "voix": compter_voix(siege_de(membre) for membre in presents),
        "voix_du_panneau": _voix_sur(choisie, presents),
        "president": next((membre for membre in membres if membre.preside), None),
        "en_cours": jury.etat == EtatJury.DELIBERATION,
        "peut_decider": jury.etat == EtatJury.DELIBERATION and permissions.peut_decider(request.user, membres),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
        "regles": {
            "partage": PARTAGE_VOIX,
            "cloture": CLOTURE_COMPLETE,
            "souverain": JURY_SOUVERAIN,
            "ecarte": JURY_ECARTE,
        },
    }
    return render(request, "jurys/jury_deliberation.html", contexte)


def _avec_la_saisie(ligne: LigneDeliberation | None, refusee: dict[str, Any] | None) -> LigneDeliberation | None:
    """A refused decision gives back its reason, its votes and what was ticked."""
    if ligne is None or refusee is None or refusee["cle"] != ligne.cle:
        return ligne
    acquises = frozenset(refusee["acquises"]) if refusee["acquises"] is not None else ligne.acquises
    cochees = refusee["acquises"] is not None
    voix = tuple(refusee["voix"]) if refusee["voix"] else ligne.voix
    return replace(ligne, motif=refusee["motif"], voix=voix, acquises=acquises, saisie=cochees)


def _voix_sur(ligne: LigneDeliberation | None, presents: list[MembreJury]) -> Voix:
    """The voices present on this candidate: not those set aside."""
    return compter_voix(siege_de(membre) for membre in presents if ligne is None or membre not in ligne.ecartes)


def _choisie(lignes: list[LigneDeliberation], cle: str) -> LigneDeliberation | None:
    """The candidate in the panel: the one asked, else the first who calls for a discussion, else the first left."""
    choix = [ligne for ligne in lignes if cle in (ligne.cle, ligne.code)]
    choix += [ligne for ligne in lignes if not ligne.decision and not ligne.synthese.sans_observation]
    choix += [ligne for ligne in lignes if not ligne.decision]
    return next(iter(choix or lignes), None)


def _verifier_decideur(request: HttpRequest, jury: Jury) -> None:
    if not permissions.peut_decider(request.user, membres_de(jury)):
        raise PermissionDenied


@require_POST
@reserve_a(*CENTRE, Role.JURE)
def presentation_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """Record A or NA; then the next candidate is shown, or this one again with the refusal."""
    visibles = Presentation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    presentation = get_object_or_404(visibles.select_related("jury").defer(None), pk=pk)
    _verifier_decideur(request, presentation.jury)
    visees = lire_synthese(presentation.synthese).visees if presentation.synthese else []
    form = DecisionForm(**saisie(request), visees=visees)

    def prononcer() -> Presentation:
        lues: dict[str, Any] = {champ: form.cleaned_data[champ] for champ in ("decision", "motif", "bloc")}
        lues |= {"acquises": form.acquises_lues(), "vote": form.vote()}
        return decider(presentation=presentation, **lues, par=request.user, a=horloge.maintenant())

    adresse = reverse("jury_deliberation", args=[presentation.jury_id])
    if tenter(request, form, prononcer).fait:
        return redirect(adresse)
    refuser(request, *(f"{presentation.code} : {erreur}" for erreurs in form.errors.values() for erreur in erreurs))
    bloc = form.cleaned_data.get("bloc")
    cle = f"{presentation.code}.{bloc}" if bloc else presentation.code
    request.session[REFUSEE] = {"cle": cle, "acquises": form.acquises_envoyees(), **form.garde()}
    return redirect(f"{adresse}?code={cle}")


@require_POST
@reserve_a(*CENTRE, Role.JURE)
def jury_confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit together those of one certification, or of one bloc, of whom nothing is to be said."""
    jury = trouver_jury(request, pk)
    _verifier_decideur(request, jury)
    lus = {champ: request.POST.get(champ, "") for champ in ("certification", "bloc")}
    return envoyer(
        request,
        lambda: confirmer_sans_observation(
            jury=jury,
            certification=int(lus["certification"]) if lus["certification"].isdecimal() else 0,
            bloc=int(lus["bloc"]) if lus["bloc"].isdecimal() else None,
            par=request.user,
            a=horloge.maintenant(),
        ),
        "Les candidats sans observation sont déclarés admis.",
        "jury_deliberation",
        jury.pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_clore(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    if request.method == "POST":
        issue = essayer(lambda: clore_jury(jury=jury, par=request.user, a=horloge.maintenant()))
        if issue.fait:
            demander_edition(jury)
        phrase = (
            "La délibération est close. Les papiers s’éditent : procès-verbaux et émargement seront à faire signer."
        )
        return conclure(request, issue, phrase, "jury_detail" if issue.fait else "jury_deliberation", jury.pk)
    lignes = lignes_deliberation(jury)
    admis = sum(ligne.decision == "A" for ligne in lignes)
    centre = parametres()
    numeros = (
        "Les certificats portent les numéros saisis, donnés par le système national"
        if centre.numeros_nationaux
        else f"Les certificats sont numérotés à partir de {prochain_numero(centre.prefixe_certificat)}"
    )
    sans = sum(not ligne.decision for ligne in lignes)
    page = page_jury(
        jury,
        "Clore la délibération",
        "",
        "Clore la délibération",
        regle=CLOTURE_COMPLETE,
        empechement=sans_decision(sans) if sans or not lignes else "",
        consequences=[
            f"{admis} admis, {sum(ligne.decision == 'NA' for ligne in lignes)} non admis ; les décisions ne "
            "changent plus.",
            f"{numeros} ; les acquis des non-admis sont enregistrés.",
            "Certificats, bordereaux, procès-verbaux, émargement et lettre au GTP s’éditent ensuite, d’eux-mêmes.",
            "Les pièces d’identité déposées sont supprimées.",
        ],
        liens=[(reverse("jury_numeros", args=[jury.pk]), "Saisir les numéros des certificats")]
        if centre.numeros_nationaux
        else (),
        retour=reverse("jury_deliberation", args=[jury.pk]),
    )
    return page_acte(request, None, page)
