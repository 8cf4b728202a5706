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
from certif_portal.commun.cadre import Page, conclure, dire, page_acte, refuser, reussir, saisie, tenter
from certif_portal.commun.durees import compte
from certif_portal.commun.etats import empechement_de
from certif_portal.commun.pages import nom_de_saisie
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import TRANSITIONS_JURY, EtatJury
from jurys.documents.pv import phrase_conformite
from jurys.forms.deliberation import ClotureForm, ConfirmationForm, DecisionForm, PresentsForm
from jurys.models import Jury, MembreJury, Presentation
from jurys.queries.conformite import ConformiteJury, lire_conformite
from jurys.queries.deliberation import LigneDeliberation, Seance, lire_seance
from jurys.queries.ecrans import membres_de, siege_de
from jurys.queries.synthese import lire_synthese
from jurys.regles.composition import JURY_QUORUM, PARTAGE_VOIX, Voix, compter_voix
from jurys.regles.deliberation import CLOTURE_COMPLETE, JURY_SOUVERAIN, empreinte_des_decisions
from jurys.regles.gtp import CAPACITE_RETIREE
from jurys.regles.numero import PREMIER_NUMERO
from jurys.regles.siege import JURY_ECARTE
from jurys.services.attribution import prochain_numero
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import confirmer_sans_observation, decider, ouvrir_deliberation
from jurys.services.preparation import Empechements, empechements, sans_decision
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
    return render(request, "jurys/jury_deliberation.html", _contexte(request, pk))


@require_safe
@reserve_a(*CONSULTATION, Role.JURE)
def jury_projection(request: HttpRequest, pk: int) -> HttpResponse:
    """The same deliberation on the wall: big type, one candidate at a time, or all of them as tiles."""
    ensemble = "ensemble" in request.GET
    return render(request, "jurys/jury_projection.html", {**_contexte(request, pk), "ensemble": ensemble})


def _contexte(request: HttpRequest, pk: int) -> dict[str, Any]:
    jury = trouver_jury(request, pk)
    membres = membres_de(jury)
    if not permissions.peut_lire_deliberation(request.user, membres):
        raise PermissionDenied
    seance = lire_seance(jury)
    presents = [membre for membre in membres if membre.present]
    montree = seance.choisie(request.GET.get("code", ""), request.GET.get("apres", ""))
    choisie = _avec_la_saisie(montree, request.session.pop(REFUSEE, None))
    precedente, suivante = seance.voisines(montree) if montree else (None, None)
    en_cours = jury.etat == EtatJury.DELIBERATION
    return {
        "jury": jury,
        "seance": seance,
        "conformite": lire_conformite(jury),
        "choisie": choisie,
        "precedente": precedente,
        "suivante": suivante,
        "sans_decision": sans_decision(seance.sans_decision) if seance.sans_decision or not seance.lignes else "",
        "voix": compter_voix(siege_de(membre) for membre in presents),
        "voix_du_panneau": _voix_sur(choisie, presents),
        "president": next((membre for membre in membres if membre.preside), None),
        "en_cours": en_cours,
        "peut_decider": en_cours and permissions.peut_decider(request.user, membres),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
        "regles": {
            "partage": PARTAGE_VOIX,
            "cloture": CLOTURE_COMPLETE,
            "souverain": JURY_SOUVERAIN,
            "ecarte": JURY_ECARTE,
        },
    }


def _avec_la_saisie(ligne: LigneDeliberation | None, refusee: dict[str, Any] | None) -> LigneDeliberation | None:
    """A refused decision gives back its reason, its votes and what was ticked."""
    if ligne is None or refusee is None or refusee["cle"] != ligne.cle:
        return ligne
    cochees = refusee["acquises"] is not None
    acquises = frozenset(refusee["acquises"]) if cochees else ligne.acquises
    voix = tuple(refusee["voix"]) if refusee["voix"] else ligne.voix
    return replace(ligne, motif=refusee["motif"], voix=voix, acquises=acquises, saisie=cochees, refusee=True)


def _voix_sur(ligne: LigneDeliberation | None, presents: list[MembreJury]) -> Voix:
    """The voices present on this candidate: not those set aside."""
    return compter_voix(siege_de(membre) for membre in presents if ligne is None or membre not in ligne.ecartes)


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

    vue = "jury_projection" if request.POST.get("vue") == "projection" else "jury_deliberation"
    adresse = reverse(vue, args=[presentation.jury_id])
    issue = tenter(request, form, prononcer)
    bloc = form.cleaned_data.get("bloc")
    cle = f"{presentation.code}.{bloc}" if bloc else presentation.code
    if issue.fait:
        phrase = f"{presentation.code} : {form.cleaned_data['decision']}."
        dire(request, phrase, recue=nom_de_saisie(request.path))
        return redirect(f"{adresse}?apres={cle}")
    refuser(request, *(f"{presentation.code} : {erreur}" for erreurs in form.errors.values() for erreur in erreurs))
    request.session[REFUSEE] = {"cle": cle, "acquises": form.acquises_envoyees(), **form.garde()}
    return redirect(f"{adresse}?code={cle}")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.JURE)
def jury_confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit together everybody of whom nothing is to be said: their list first, then that list and no other."""
    jury = trouver_jury(request, pk)
    _verifier_decideur(request, jury)
    seance = lire_seance(jury)
    a_confirmer = [ligne.cle for ligne in seance.a_confirmer]
    form = ConfirmationForm(**saisie(request), initial={"cles": " ".join(a_confirmer)})

    def confirmer() -> int:
        return confirmer_sans_observation(
            jury=jury, cles=form.cleaned_data["cles"].split(), par=request.user, a=horloge.maintenant()
        )

    if request.method == "POST":
        issue = tenter(request, form, confirmer)
        phrase = _phrase_confirmes(issue.valeur) if issue.fait else ""
        return conclure(request, issue, phrase, "jury_deliberation" if issue.fait else "jury_confirmer", jury.pk)
    page = page_jury(
        jury,
        "Confirmer ensemble les candidats sans observation",
        "",
        f"Déclarer admis : {compte(len(a_confirmer), 'décision')}",
        regle=JURY_SOUVERAIN,
        texte="Toutes leurs compétences sont maîtrisées, l’avis de l’entreprise est sans réserve, aucune pièce ne "
        "manque et rien n’y est masqué. Celui dont le jury veut parler se décide à part, sur sa ligne.",
        empechement="" if a_confirmer else "Aucun candidat à confirmer : chacun est décidé ou se discute.",
        retour=reverse("jury_deliberation", args=[jury.pk]),
    )
    return page_acte(request, form, page, "jurys/jury_confirmer.html", seance=seance)


def _phrase_confirmes(nombre: int) -> str:
    if not nombre:
        return "Ces candidats étaient déjà déclarés admis : rien n’a changé."
    return f"Candidats sans observation déclarés admis : {compte(nombre, 'décision')}."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_clore(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    conformite = lire_conformite(jury)
    seance = lire_seance(jury)
    decisions = empreinte_des_decisions((ligne.cle, ligne.decision) for ligne in seance.lignes)
    form = ClotureForm(**saisie(request), ouvertes=conformite.nombre_reserves, decisions=decisions)

    def clore() -> Jury:
        lues = form.cleaned_data
        montre: dict[str, Any] = {champ: lues[champ] for champ in ("reserves", "decisions")}
        return clore_jury(jury=jury, **montre, par=request.user, a=horloge.maintenant())

    if tenter(request, form, clore).fait:
        demander_edition(jury)
        phrase = (
            "La délibération est close. Les papiers s’éditent : procès-verbaux et émargement seront à faire signer."
        )
        return reussir(request, phrase, "jury_detail", jury.pk)
    return page_acte(request, form, _page_cloture(request, jury, seance, conformite))


def _page_cloture(request: HttpRequest, jury: Jury, seance: Seance, conformite: ConformiteJury) -> Page:
    admis = sum(ligne.decision == "A" for ligne in seance.lignes)
    refuses = sum(ligne.decision == "NA" for ligne in seance.lignes)
    centre = parametres()
    numeros = (
        "Les certificats portent les numéros saisis, donnés par le système national"
        if centre.numeros_nationaux
        else f"Les certificats sont numérotés à partir de {prochain_numero(centre.prefixe_certificat)}"
    )
    empechement = empechement_de(TRANSITIONS_JURY, jury, EtatJury.CLOS)
    dits = None if empechement else empechements(jury, request.user, horloge.maintenant())
    return page_jury(
        jury,
        "Clore la délibération",
        "",
        "Clore la délibération",
        regle=CLOTURE_COMPLETE,
        empechement=dits.phrase if dits else empechement,
        reserves=_reserves_dites(jury, conformite),
        consequences=[]
        if empechement
        else [
            phrase_conformite(conformite)
            or "Le jury n’a pas constaté la conformité de l’organisation "
            "(JURY-CONFORMITE) : ni les procès-verbaux ni la lettre au GTP n’en diront rien.",
            f"{admis} admis, {refuses} non admis ; les décisions ne changent plus.",
            f"{numeros} ; les acquis des non-admis sont enregistrés.",
            "Certificats, bordereaux, procès-verbaux et émargement s’éditent ensuite, d’eux-mêmes ; les lettres "
            "attendent d’être relues.",
            "Les pièces d’identité déposées sont supprimées.",
        ],
        liens=_ou_lever(jury, centre.numeros_nationaux, dits),
        retour=reverse("jury_deliberation", args=[jury.pk]),
    )


def _ou_lever(jury: Jury, nationaux: bool, dits: Empechements | None) -> list[tuple[str, str]]:
    """Where what refuses the closing is put right."""
    liens = [(reverse("jury_numeros", args=[jury.pk]), "Saisir les numéros des certificats")] if nationaux else []
    if dits is None:
        return liens
    liens += [(c.get_absolute_url(), f"Enregistrer le CQPI équivalent du {c} ({c.code})") for c in dits.sans_cqpi]
    if dits.refuse(PREMIER_NUMERO):
        liens.append((reverse("certificat_numerotation"), "Fixer le numéro des certificats"))
    if dits.refuse(CAPACITE_RETIREE):
        liens.append((reverse("capacite"), "Voir la capacité d’attribuer"))
    return liens


def _reserves_dites(jury: Jury, conformite: ConformiteJury) -> list[str]:
    """Each by its words; of a candidate, under the code alone."""
    codes = dict(jury.presentations.filter(pk__in=conformite.candidats).order_by("ordre").values_list("pk", "code"))
    propres = [f"{code} : {dite}" for pk, code in codes.items() for dite in conformite.candidats[pk].dites]
    return [*(conformite.jury.dites if conformite.jury else []), *propres]
