"""The staff check a submitted registration: identity, dérogation, acceptance or return."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candidats import permissions
from candidats.choix import EtatDerogation
from candidats.forms.examen import DecisionDerogationForm, IdentiteForm
from candidats.models import Inscription
from candidats.queries.acceptation import obstacles_acceptation
from candidats.queries.catalogue import faits_referentiels
from candidats.queries.inscription import details_saisis, donnees_de
from candidats.queries.personne import doubles_de
from candidats.regles.inscription import INSCRIPTION_DELAI
from candidats.services.depot import (
    accepter_inscription,
    decider_derogation,
    detail_du_retard,
    renvoyer_inscription,
)
from candidats.services.identite import verifier_identite
from candidats.services.projet import manques_de_projet
from candidats.views.commun import (
    DOSSIER,
    avec_liste,
    et_prevenu,
    exiger,
    moment,
    montrer,
    personne_de,
    suite_de_la_liste,
    trouver,
)
from certif_portal.commun.cadre import Issue, Page, acte, essayer, page_acte, refuser, reussir, saisie, tenter
from certif_portal.commun.erreurs import TransitionInterdite
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a


def verifier(request: HttpRequest, inscription: Inscription, form: IdentiteForm) -> Issue[Inscription]:
    """The agent's word on the civil status that this form shows."""
    _, a = moment()
    return tenter(
        request,
        form,
        lambda: verifier_identite(
            inscription=inscription,
            type_document=form.cleaned_data["type_document"],
            noms=form.noms,
            vue=form.vue,
            par=personne_de(request),
            a=a,
        ),
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def identite_verifier(request: HttpRequest, pk: int) -> HttpResponse:
    """The civil status beside the deposited document, and everything the acceptance depends on."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_examiner(request.user, inscription), inscription)
    details = details_saisis(inscription)
    piece = details.pieces[0] if details.pieces else None
    initial = {"type_document": piece["type"] if piece else None}
    form = IdentiteForm(
        **saisie(request),
        candidat=inscription.candidat,
        papiers=[piece["id"] for piece in details.pieces if piece["fichier"]],
        initial=initial,
    )
    if verifier(request, inscription, form).fait:
        return reussir(request, "L’identité est vérifiée.", _examen(request, inscription))
    return montrer(
        request,
        "inscription_examiner",
        inscription=inscription,
        details=details,
        faits=faits_referentiels([inscription.referentiel])[inscription.referentiel_id],
        derogation=getattr(inscription, "derogation", None),
        piece=piece,
        obstacles=obstacles_acceptation(inscription),
        manques_projet=manques_de_projet(inscription, donnees_de(inscription, details)),
        formulaire=form,
        doubles=doubles_de(inscription.candidat, request.user),
        page_examen=_examen(request, inscription),
    )


def _examen(request: HttpRequest, inscription: Inscription) -> str:
    return avec_liste(request, reverse("identite_verifier", args=[inscription.pk]))


@require_POST
@reserve_a(*CENTRE)
def inscription_accepter(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = trouver(request, pk)
    _, a = moment()
    suite = suite_de_la_liste(request, inscription)
    issue = essayer(lambda: accepter_inscription(inscription=inscription, par=personne_de(request), a=a))
    if isinstance(issue.refus, TransitionInterdite):  # accepted meanwhile, from another tab or by a colleague
        refuser(request, *issue.phrases)
        return redirect(avec_liste(request, inscription.get_absolute_url()))
    if issue.refus:
        refuser(request, *issue.phrases)
        return redirect(_examen(request, inscription))
    return reussir(request, f"L’inscription de {inscription.candidat} est acceptée{et_prevenu(inscription)}", suite)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def inscription_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back with a reason, which the OF reads."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_examiner(request.user, inscription), inscription)
    _, a = moment()
    lecteur = "L’organisme" if inscription.organisme_id else "Qui corrigera"
    aide = f"{lecteur} lit ce texte : dites ce qui est à corriger."
    form = MotifForm(**saisie(request), libelle="Ce qui est à corriger", aide=aide)
    suite = suite_de_la_liste(request, inscription) if request.method == "POST" else ""
    issue = tenter(
        request,
        form,
        lambda: renvoyer_inscription(
            inscription=inscription, motif=form.cleaned_data["motif"], par=personne_de(request), a=a
        ),
    )
    if issue.fait:
        return reussir(request, f"L’inscription de {inscription.candidat} est renvoyée{et_prevenu(inscription)}", suite)
    d_un_organisme = inscription.organisme_id is not None
    page = Page(
        "Renvoyer",
        "",
        _examen(request, inscription),
        "Renvoyer l’inscription",
        "L’organisme est prévenu, corrige et dépose de nouveau ; la date de son premier dépôt est conservée."
        if d_un_organisme
        else "Elle ne vient pas d’un organisme : le centre la corrige et la dépose de nouveau ; la date de son "
        "premier dépôt est conservée.",
        intitule="Renvoyer l’inscription " + ("à l’organisme" if d_un_organisme else "pour correction"),
    )
    return page_acte(request, form, page, DOSSIER, inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def derogation_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse, with a reason that the OF reads."""
    inscription = trouver(request, pk)
    derogation = getattr(inscription, "derogation", None)
    exiger(
        permissions.peut_examiner(request.user, inscription)
        and derogation is not None
        and derogation.etat == EtatDerogation.DEMANDEE,
        inscription,
    )
    page = Page(
        "Dérogation",
        f"La décision est enregistrée{et_prevenu(inscription)}",
        _examen(request, inscription),
        "Enregistrer la décision",
        f"{detail_du_retard(inscription)} Le premier dépôt est du {date_longue(inscription.deposee_le)}.\n\n"
        f"Demandée par {derogation.demandee_par} le {date_longue(derogation.demandee_le)} :\n"
        f"« {derogation.motif_demande} »",
        INSCRIPTION_DELAI,
        intitule="Décider de la dérogation",
    )
    decider = partial(decider_derogation, derogation=derogation)
    return acte(request, DecisionDerogationForm(**saisie(request)), page, decider, DOSSIER, inscription=inscription)
