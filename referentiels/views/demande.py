"""Requests to the GTP: the responsable writes, the agent and the auditor read."""

from functools import partial
from typing import Any

from django import forms as formulaires
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue_de
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from referentiels import regles
from referentiels.choix import EtatDemande, NatureDemande, PieceAttendue
from referentiels.forms.demande import AbandonForm, DecisionForm, DemandeForm, EnvoiForm, PieceForm, ProjetForm
from referentiels.models import DemandeGTP, PieceDemande
from referentiels.permissions import peut_gerer_catalogue
from referentiels.presentation import SORTES_DEMANDE
from referentiels.queries.demande import COLONNES, demande_complete, demandes_pour, lignes_pieces
from referentiels.services.demande import (
    OUVERTES,
    abandonner_demande,
    adresser_demande,
    creer_demande,
    decider_demande,
    joindre_piece,
    rattacher_projet,
)
from referentiels.services.version import textes_a_relire
from referentiels.views.vie import ECRITURE

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION)
def demandegtp_liste(request: HttpRequest) -> HttpResponse:
    nature = request.GET.get("nature", "") if request.GET.get("nature") in NatureDemande else ""
    etat = request.GET.get("etat", "") if request.GET.get("etat") in EtatDemande else ""
    demandes = demandes_pour(request.user, nature=nature, etat=etat)
    tri = Tri.lu(request.GET, COLONNES)
    page = Paginator(tri.trier(demandes), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "lignes": [(demande, SORTES_DEMANDE[EtatDemande(demande.etat)]) for demande in page],
        "nature": nature,
        "etat": etat,
        "natures": NatureDemande.choices,
        "etats": EtatDemande.choices,
        "peut_gerer": peut_gerer_catalogue(request.user),
    }
    return render(request, "referentiels/demandegtp_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION)
def demandegtp_detail(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _demande(request, pk)
    pieces = lignes_pieces(demande)
    gere = peut_gerer_catalogue(request.user)
    ouverte = demande.etat in OUVERTES
    contexte = {
        "demande": demande,
        "sorte": SORTES_DEMANDE[EtatDemande(demande.etat)],
        "pieces": pieces,
        "manques": [piece.libelle for piece in pieces if not piece.presente],
        "regle": regles.DEMANDE_PIECES,
        "regle_effet": regles.DEMANDE_EFFET,
        "actes": list(journal_de(demande)),
        "peut_modifier": gere and ouverte,
        "peut_adresser": gere and demande.etat == EtatDemande.PREPARATION,
        "peut_decider": gere and demande.etat == EtatDemande.ADRESSEE,
        "avec_projet": demande.nature != NatureDemande.SUPPRESSION,
    }
    return render(request, "referentiels/demandegtp_detail.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def demandegtp_creer(request: HttpRequest) -> HttpResponse:
    initial = {"certification": request.GET.get("certification", ""), "nature": request.GET.get("nature", "")}
    form = DemandeForm(**saisie(request), initial=initial)
    issue = tenter(request, form, lambda: creer_demande(**form.cleaned_data, par=request.user, a=horloge.maintenant()))
    if issue.fait:
        demande = issue.valeur
        return reussir(request, "La demande est ouverte : il reste à joindre ses pièces.", demande)
    page = Page("Préparer une demande au GTP", "", "demandegtp_liste", "Ouvrir la demande", fil=(_liste(),))
    return page_acte(request, form, page)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def demandegtp_projet(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _demande(request, pk)
    form = ProjetForm(**saisie(request), demande=demande)
    return _acte(request, demande, form, rattacher_projet, "Joindre le projet", "Le projet est joint.")


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def demandegtp_piece(request: HttpRequest, pk: int, piece: str) -> HttpResponse:
    demande = _demande(request, pk)
    ligne = next((ligne for ligne in lignes_pieces(demande) if ligne.code == piece), None)
    if ligne is None:
        raise Http404
    initial = {"texte": ligne.texte, "datee_du": ligne.datee_du}
    form = PieceForm(**saisie(request), initial=initial, deja=bool(ligne.fichier_nom))

    def joindre(**donnees: Any) -> PieceDemande:
        return joindre_piece(code=piece, **donnees)

    return _acte(request, demande, form, joindre, PieceAttendue(piece).label, "La pièce est jointe.")


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def demandegtp_adresser(request: HttpRequest, pk: int) -> HttpResponse:
    form = EnvoiForm(**saisie(request), initial={"le": horloge.aujourdhui()})
    return _acte(
        request,
        _demande(request, pk),
        form,
        adresser_demande,
        "Enregistrer l’envoi",
        "L’envoi est enregistré.",
    )


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def demandegtp_decider(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _demande(request, pk)
    form = DecisionForm(**saisie(request), a_relire=textes_a_relire(demande.projet) if demande.projet else [])
    return _acte(
        request,
        demande,
        form,
        decider_demande,
        "Enregistrer la décision du GTP",
        "La décision est enregistrée, le catalogue est à jour.",
    )


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def demandegtp_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    form = AbandonForm(**saisie(request))
    return _acte(request, _demande(request, pk), form, abandonner_demande, "Abandonner", "La demande est abandonnée.")


@require_safe
@reserve_a(*CONSULTATION)
def demandegtp_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = DemandeGTP.objects.visibles_par(request.user)
    pieces = PieceDemande.objects.select_related("fichier").filter(fichier__isnull=False, demande__in=visibles)
    piece = get_object_or_404(pieces, pk=pk)
    return reponse_fichier(piece.fichier, lue_de("Pièce de la demande lue.", DemandeGTP, piece.demande_id))


def _demande(request: HttpRequest, pk: int) -> DemandeGTP:
    demande = demande_complete(request.user, pk)
    if demande is None:
        raise Http404
    return demande


def _liste() -> tuple[str, str]:
    return "Demandes au GTP", reverse("demandegtp_liste")


def _acte(
    request: HttpRequest, demande: DemandeGTP, form: formulaires.Form, service: Any, titre: str, fait: str
) -> HttpResponse:
    """One form, one service, back to the request."""
    fil = (_liste(), (demande.intitule, demande.get_absolute_url()))
    sous_titre = f"{demande.get_nature_display()} : {demande.intitule}"
    page = Page(titre, fait, demande, fil=fil, sous_titre=sous_titre)
    return acte(request, form, page, partial(service, demande=demande))
