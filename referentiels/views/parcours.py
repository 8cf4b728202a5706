"""Parcours de professionnalisation certifiants: read by all, written by the responsable while they are a project."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels import regles
from referentiels.choix import EtatReferentiel, TypeCertification
from referentiels.forms.parcours import FicheParcoursForm, fiche_initiale, tables_lues
from referentiels.models import Certification, Referentiel
from referentiels.permissions import peut_gerer_catalogue
from referentiels.presentation import sorte_version
from referentiels.queries.parcours import ParcoursLu, parcours_lu
from referentiels.services.parcours import enregistrer_parcours
from referentiels.views.vie import ECRITURE


@require_safe
@reserve_a(*Role.values)
def parcours_detail(request: HttpRequest, pk: int) -> HttpResponse:
    lu = _parcours(request, pk)
    contexte = {
        "lu": lu,
        "referentiel": lu.referentiel,
        "certification": lu.referentiel.certification,
        "sorte": sorte_version(lu.referentiel),
        "versions": [(version, sorte_version(version), version.get_etat_display()) for version in lu.versions],
        "peut_modifier": peut_gerer_catalogue(request.user) and lu.referentiel.etat == EtatReferentiel.BROUILLON,
        "peut_gerer": peut_gerer_catalogue(request.user),
        "regle": regles.PARCOURS_LISTE,
    }
    return render(request, "referentiels/parcours_detail.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def parcours_creer(request: HttpRequest) -> HttpResponse:
    """A new parcours; with `?revision=` the project of a revision, filled with the version it starts from."""
    modele, certification = None, None
    revise = request.GET.get("revision", "")
    if revise.isdecimal():
        modele = _parcours(request, int(revise[:12]))
        certification = modele.referentiel.certification
    return _saisir(request, modele, certification=certification)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def parcours_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    lu = _parcours(request, pk)
    return _saisir(request, lu, referentiel=lu.referentiel)


def _parcours(request: HttpRequest, pk: int) -> ParcoursLu:
    lu = parcours_lu(request.user, pk)
    if lu is None:
        raise Http404
    return lu


def _saisir(
    request: HttpRequest,
    lu: ParcoursLu | None,
    *,
    referentiel: Referentiel | None = None,
    certification: Certification | None = None,
) -> HttpResponse:
    def relire() -> dict[str, Any]:
        return tables_lues(parcours_lu(request.user, lu.referentiel.pk) if lu else None)

    form = FicheParcoursForm(**saisie(request), objet=referentiel, initial=fiche_initiale(lu), lire=relire)
    issue = tenter(
        request,
        form,
        lambda: enregistrer_parcours(
            saisi=form.saisi,
            referentiel=referentiel,
            certification=certification,
            par=request.user,
            a=horloge.maintenant(),
        ),
    )
    if issue.fait:
        page = "parcours_modifier" if "encore" in request.POST else "parcours_detail"
        return reussir(request, "Le parcours est enregistré comme projet.", page, issue.valeur.pk)
    contexte = {"fiche": form, "referentiel": referentiel, "type": TypeCertification.PARCOURS.label}
    return render(request, "referentiels/parcours_saisie.html", contexte)
