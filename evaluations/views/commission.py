"""Sittings, for the centre's staff; an OF's user reads the date and place of its candidates'."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import Inscription
from candidats.regles.projet import DelaisEvaluation
from certif_portal.centre.models import lire_parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, apercu_demande, avertir, dire, montrer, reussir, saisie, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.journal import journal_de
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.textes import en_entier
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatCommission, EtatFeuille, NatureCommission, ReponseInvitation
from evaluations.forms.commission import CommissionForm, FiltreCommissionsForm
from evaluations.models import Commission, Passage
from evaluations.permissions import peut_modifier
from evaluations.queries.commission import (
    COLONNES,
    absences_de,
    commission_pour_page,
    commissions_pour_liste,
    filtrer_commissions,
    inscriptions_de,
    passages_de,
    restes,
)
from evaluations.queries.delegation import delegations_de
from evaluations.queries.independance import liens_detectes, membres_et_declarations, membres_et_leurs_declarations
from evaluations.queries.numerisation import seances_de
from evaluations.queries.planification import alertes_des_passages, delais_du_centre, reperes
from evaluations.queries.vivier import conflits_du_jour
from evaluations.services.commission import (
    annuler_commission,
    modifier_commission,
    planifier_commission,
)
from evaluations.views.commun import fil, inscription_nommee, modifiable

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def commission_liste(request: HttpRequest) -> HttpResponse:
    filtre, visibles = FiltreCommissionsForm(request.GET), commissions_pour_liste(request.user)
    commissions = filtrer_commissions(visibles, filtre.periode, filtre.lieu, horloge.aujourdhui())
    tri = Tri.lu(request.GET, COLONNES)
    contexte = {
        "tri": tri,
        "page": ParCles(tri.trier(commissions), PAR_PAGE).get_page(request.GET.get("page")),
        "filtre": filtre,
        "peut_planifier": est_du_centre(request.user),
        "complet": peut_tout_consulter(request.user),
    }
    return render(request, "evaluations/commission_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def commission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(commission_pour_page(request.user), pk=pk)
    passages = passages_de(commission, request.user)
    contexte: dict[str, Any] = {"commission": commission, "passages": passages}
    if not peut_tout_consulter(request.user):
        contexte |= _organisation(request, commission)
        return render(request, "evaluations/commission_organisme.html", contexte)
    membres, declarations = membres_et_leurs_declarations(commission, passages)
    contexte |= {
        "avec_heures": any(passage.heure for passage in passages),
        "membres": membres_et_declarations(membres, passages, declarations),
        "liens": liens_detectes(membres, passages, declarations),
        "restes": restes(commission, membres, passages, declarations, horloge.aujourdhui()),
        "alertes_de_dates": alertes_des_passages(
            passages, commission.date, DelaisEvaluation(commission.annonce_mois, commission.fin_mois)
        )
        if commission.etat == EtatCommission.PLANIFIEE
        else [],
        "absences": absences_de(commission) if commission.avec_absents else [],
        **_invitations(commission, [membre.evaluateur_id for membre in membres]),
        "journal": journal_de(commission)[:30],
        "modifiable": peut_modifier(request.user, commission),
        **_a_convoquer(passages if peut_modifier(request.user, commission) else []),
        "agit": est_du_centre(request.user),
        "feuille": getattr(commission, "emargement", None),
        "tenue_possible": commission.date <= horloge.aujourdhui(),
    }
    return render(request, "evaluations/commission_detail.html", contexte)


def _organisation(request: HttpRequest, commission: Commission) -> dict[str, Any]:
    """What a delegated OF does of a sitting that expects its candidates alone."""
    delegation = delegations_de(request.user, horloge.aujourdhui()).first()
    if delegation is None or not seances_de(delegation.organisme).filter(pk=commission.pk).exists():
        return {"organise": False}
    feuille = getattr(commission, "emargement", None)
    return {
        "organise": True,
        "feuille": feuille,
        "recue": feuille is not None and commission.feuilles_recues.filter(etat=EtatFeuille.A_VERIFIER).exists(),
        "tenue_possible": commission.date <= horloge.aujourdhui(),
    }


def _invitations(commission: Commission, membres: list[int]) -> dict[str, Any]:
    """Who was asked and not withdrawn, and who sits elsewhere the same day: 2 queries."""
    invitations = list(
        commission.invitations.exclude(reponse=ReponseInvitation.RETIREE).select_related("evaluateur__utilisateur")
    )
    noms = {invitation.evaluateur_id: str(invitation.evaluateur) for invitation in invitations}
    return {"invitations": invitations, "conflits": conflits_du_jour(commission, [*membres, *noms])}


def _a_convoquer(passages: list[Passage]) -> dict[str, int]:
    """How many a mail would convene, and how many need a letter."""
    restent = [passage for passage in passages if passage.convoque_le is None]
    par_lettre = sum(not passage.inscription.candidat.courriel for passage in restent)
    return {"a_convoquer": len(restent) - par_lettre, "par_lettre": par_lettre}


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_creer(request: HttpRequest) -> HttpResponse:
    """`?inscription=`: the candidate for whom it is planned, proposed on the next page."""
    initial = {"nature": request.GET.get("nature", NatureCommission.EVALUATION)}
    form = CommissionForm(**saisie(request), initial=initial)
    issue = tenter(
        request,
        form,
        lambda: planifier_commission(**form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        commission = issue.valeur
        dire(request, "La commission est planifiée. Ajoutez maintenant ses candidats.")
        if commission.date < horloge.aujourdhui():
            passee = (
                f"Cette date est passée : {date_longue(commission.date)}. Modifiez la commission si c’est une erreur."
            )
            avertir(request, passee)
        inscription = en_entier(request.GET.get("inscription", ""))
        vers = reverse("passage_ajouter", args=[commission.pk])
        return redirect(f"{vers}?inscription={inscription}" if inscription else vers)
    contexte: dict[str, Any] = {"formulaire": form}
    choisie = inscription_nommee(request)
    if choisie:
        contexte |= _reperes([choisie])
    return render(request, "evaluations/commission_formulaire.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    commission = modifiable(request, pk)
    membres = list(commission.membres.all())
    initial = {
        "date": commission.date,
        "heure": commission.heure,
        "lieu": commission.lieu,
        "adresse": commission.adresse,
        "evaluateurs": [membre.evaluateur_id for membre in membres],
        "preside": next((membre.evaluateur_id for membre in membres if membre.preside), None),
    }
    form = CommissionForm(**saisie(request), objet=commission, initial=initial, commission=commission)
    contexte: dict[str, Any] = {"formulaire": form, "commission": commission}

    def modifier() -> Commission:
        return modifier_commission(commission=commission, **form.cleaned_data, par=request.user, a=horloge.maintenant())

    if apercu_demande(request):
        contexte["apercu"] = montrer(request, form, commission, modifier)
    elif tenter(request, form, modifier).fait:
        return reussir(request, "La commission est à jour.", commission)
    contexte |= _reperes(inscriptions_de(commission))
    return render(request, "evaluations/commission_formulaire.html", contexte)


def _reperes(inscriptions: list[Inscription]) -> dict[str, Any]:
    """When each should be evaluated, and from which day another date is told in time to all."""
    delais, le = delais_du_centre(lire_parametres()), horloge.aujourdhui()
    lus = [reperes(inscription, delais, le) for inscription in inscriptions]
    return {"reperes": lus, "annonce_des": next((lu.annonce_des for lu in lus if lu.annonce_des), None)}


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    commission = modifiable(request, pk)
    page = Page(
        f"Annuler la commission du {date_longue(commission.date)}",
        "La commission est annulée ; ses membres et les organismes sont prévenus.",
        commission,
        "Annuler la commission",
        "Les évaluateurs et les organismes des candidats sont prévenus par courriel ; les compétences prévues "
        "redeviennent à planifier.",
        intitule="Annuler cette commission ?",
        danger=True,
        fil=fil(commission),
    )
    annuler = partial(annuler_commission, commission=commission)
    return acte(request, MotifForm(**saisie(request)), page, annuler)
