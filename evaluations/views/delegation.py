"""The organisation of evaluations delegated to an OF: the responsable decides, the OF proposes, the centre approves."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.models import Inscription
from certif_portal.centre.models import lire_parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import a_role, est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatProposition
from evaluations.forms.delegation import DelegationForm, FinForm, PropositionForm
from evaluations.models import DelegationOrganisation, PropositionCommission
from evaluations.queries.delegation import a_evaluer, a_revoir, delegations_de, propositions_pour
from evaluations.queries.planification import alertes_de_proposition, delais_du_centre
from evaluations.regles.delegation import DELEGATION
from evaluations.services.delegation import (
    abandonner_proposition,
    approuver_proposition,
    deleguer_organisation,
    finir_delegation,
    proposer_commission,
    renvoyer_proposition,
)
from habilitations.models import OrganismeFormation

DITS = ("date", "heure", "lieu", "adresse", "evaluateurs", "inscriptions")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CONSULTATION)
def delegation_organisation_liste(request: HttpRequest, pk: int) -> HttpResponse:
    """What was delegated to this OF, and the form of the responsable."""
    organisme = get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)
    responsable = a_role(request.user, Role.RESPONSABLE)
    form = DelegationForm(**saisie(request), initial={"du": horloge.aujourdhui()})
    if request.method == "POST" and not responsable:
        raise PermissionDenied
    deleguer = partial(deleguer_organisation, organisme=organisme, par=request.user, a=horloge.maintenant())
    if tenter(request, form, lambda: deleguer(**form.cleaned_data)).fait:
        return reussir(request, "L’organisation est déléguée.", "delegation_organisation_liste", pk)
    page = Page(
        "Organisation déléguée",
        "",
        organisme,
        "Déléguer l’organisation",
        "L’organisme propose ses commissions, que le centre approuve, et dépose les feuilles signées, que le centre "
        "vérifie une à une.",
        regle=DELEGATION,
        intitule="Déléguer à cet organisme",
    )
    contexte = {
        "organisme": organisme,
        "delegations": organisme.delegations_organisation.select_related("decidee_par"),
        "responsable": responsable,
        "aujourdhui": horloge.aujourdhui(),
    }
    return page_acte(request, form, page, "evaluations/delegation_organisation_liste.html", **contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def delegation_organisation_finir(request: HttpRequest, pk: int) -> HttpResponse:
    delegation = get_object_or_404(DelegationOrganisation.objects.select_related("organisme"), pk=pk)
    form = FinForm(**saisie(request), initial={"au": horloge.aujourdhui()})
    page = Page(
        "Mettre fin à la délégation",
        "La fin de la délégation est enregistrée.",
        delegation.organisme,
        "Mettre fin",
        "Ce qui est déjà approuvé ou déposé reste ; l’organisme ne propose et ne dépose plus rien après ce jour.",
        regle=DELEGATION,
        danger=True,
    )
    return acte(request, form, page, partial(finir_delegation, delegation=delegation))


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def proposition_liste(request: HttpRequest) -> HttpResponse:
    """The sittings that delegated OFs propose; nothing of it to an OF without delegation."""
    delegue = delegations_de(request.user, horloge.aujourdhui()).exists()
    propositions = propositions_pour(request.user)
    if not (delegue or peut_tout_consulter(request.user) or propositions.exists()):
        raise PermissionDenied
    contexte = {
        "propositions": propositions.exclude(etat=EtatProposition.ABANDONNEE).order_by("-date")[:200],
        "delegue": delegue and not peut_tout_consulter(request.user),
        "complet": peut_tout_consulter(request.user),
    }
    return render(request, "evaluations/proposition_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.ORGANISME)
def proposition_creer(request: HttpRequest) -> HttpResponse:
    return _proposer(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.ORGANISME)
def proposition_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent back, it is proposed again."""
    renvoyees = propositions_pour(request.user).filter(etat=EtatProposition.RENVOYEE)
    return _proposer(request, get_object_or_404(renvoyees, pk=pk))


def _proposer(request: HttpRequest, proposition: PropositionCommission | None) -> HttpResponse:
    delegations = delegations_de(request.user, horloge.aujourdhui())
    delegation = delegations.filter(organisme=proposition.organisme).first() if proposition else delegations.first()
    if delegation is None:
        raise PermissionDenied
    offertes = a_evaluer(delegation.organisme)
    if proposition:
        siennes = Q(pk__in=offertes.values("pk")) | Q(pk__in=proposition.inscriptions.values("pk"))
        offertes = Inscription.objects.filter(siennes).select_related("candidat", "referentiel")
    form = PropositionForm(
        **saisie(request),
        objet=proposition,
        evaluateurs=delegation.evaluateurs.filter(actif=True),
        inscriptions=offertes.order_by("candidat__cle_recherche"),
        delais=delais_du_centre(lire_parametres()),
        le=horloge.aujourdhui(),
        initial=_initial(proposition),
    )
    proposer = partial(proposer_commission, organisme=delegation.organisme, proposition=proposition)
    qui = {"par": request.user, "a": horloge.maintenant()}
    issue = tenter(request, form, lambda: proposer(**{nom: form.cleaned_data[nom] for nom in DITS}, **qui))
    if issue.fait:
        return reussir(request, "La commission est proposée : le centre l’approuve, ou vous la renvoie.", issue.valeur)
    page = Page(
        "Proposer une commission",
        "",
        "proposition_liste",
        "Proposer au centre",
        "Les évaluateurs ne sont convoqués, et les candidats ne sont prévus, qu’une fois la commission approuvée.",
        regle=DELEGATION,
        large=True,
        empechement=""
        if offertes.exists()
        else "Aucun de vos candidats n’attend d’évaluation : ils sont déjà prévus, ou leur livret n’est pas validé.",
    )
    return page_acte(request, form, page)


def _initial(proposition: PropositionCommission | None) -> dict[str, Any]:
    if proposition is None:
        return {}
    dits: dict[str, Any] = {nom: getattr(proposition, nom) for nom in ("date", "heure", "lieu", "adresse")}
    return dits | {nom: list(getattr(proposition, nom).all()) for nom in ("evaluateurs", "inscriptions")}


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def proposition_detail(request: HttpRequest, pk: int) -> HttpResponse:
    proposition = get_object_or_404(propositions_pour(request.user), pk=pk)
    inscriptions = list(
        proposition.inscriptions.select_related("candidat", "referentiel__certification").order_by(
            "candidat__cle_recherche"
        )
    )
    en_attente = proposition.etat in (EtatProposition.A_APPROUVER, EtatProposition.RENVOYEE)
    contexte = {
        "proposition": proposition,
        "evaluateurs": proposition.evaluateurs.select_related("utilisateur"),
        "inscriptions": inscriptions,
        "alertes_de_dates": alertes_de_proposition(
            inscriptions, proposition.date, horloge.aujourdhui(), delais_du_centre(lire_parametres())
        )
        if en_attente
        else [],
        "a_decider": est_du_centre(request.user) and proposition.etat == EtatProposition.A_APPROUVER,
        "a_revoir": not peut_tout_consulter(request.user)
        and a_revoir(request.user, horloge.aujourdhui()).filter(pk=pk).exists(),
        "a_abandonner": en_attente and not peut_tout_consulter(request.user),
        "regle": DELEGATION,
    }
    return render(request, "evaluations/proposition_detail.html", contexte)


@require_POST
@reserve_a(*CENTRE)
def proposition_approuver(request: HttpRequest, pk: int) -> HttpResponse:
    proposition = get_object_or_404(propositions_pour(request.user), pk=pk)
    return envoyer(
        request,
        lambda: approuver_proposition(proposition=proposition, par=request.user, a=horloge.maintenant()),
        "La commission est approuvée : ses évaluateurs sont convoqués.",
        proposition,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def proposition_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    ouvertes = propositions_pour(request.user).filter(etat=EtatProposition.A_APPROUVER)
    proposition = get_object_or_404(ouvertes, pk=pk)
    page = Page(
        "Renvoyer la commission proposée",
        "La commission est renvoyée à l’organisme.",
        proposition,
        "Renvoyer",
        "L’organisme lit ce motif et propose de nouveau.",
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(renvoyer_proposition, proposition=proposition))


@require_POST
@reserve_a(Role.ORGANISME)
def proposition_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    proposition = get_object_or_404(propositions_pour(request.user), pk=pk)
    return envoyer(
        request,
        lambda: abandonner_proposition(proposition=proposition, par=request.user, a=horloge.maintenant()),
        "La proposition est abandonnée.",
        "proposition_liste",
    )
