"""The page of a certification, and the decisions of the GTP that change it."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from referentiels import regles
from referentiels.forms.vie import CertificationForm, PublicationForm, SuppressionForm
from referentiels.models import Certification, Referentiel
from referentiels.permissions import peut_gerer_catalogue
from referentiels.presentation import sorte_version
from referentiels.queries.certification import actes_de, fiche_certification
from referentiels.services.certification import preciser_secteur, supprimer_certification
from referentiels.services.version import publier_referentiel, textes_a_relire

ACTES_MONTRES = 12
ECRITURE = ["GET", "HEAD", "POST"]


@require_safe
@reserve_a(*Role.values)
def certification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    fiche = fiche_certification(request.user, pk, horloge.aujourdhui())
    if fiche is None:
        raise Http404
    consulte = peut_tout_consulter(request.user)
    contexte = {
        "fiche": fiche,
        "certification": fiche.certification,
        "versions": [
            (version, sorte_version(version), version.get_etat_display(), precedente)
            for version, precedente in zip(fiche.versions, [*fiche.versions[1:], None], strict=True)
        ],
        "sorte": sorte_version(fiche.version),
        "consulte": consulte,
        "actes": list(actes_de(fiche.certification)[:ACTES_MONTRES]) if consulte else None,
        "peut_gerer": peut_gerer_catalogue(request.user),
        "regle_suppression": regles.PARCOURS_ENGAGE,
    }
    return render(request, "referentiels/certification_detail.html", contexte)


def certification_visible(request: HttpRequest, pk: int) -> Certification:
    return get_object_or_404(Certification.objects.visibles_par(request.user), pk=pk)


def page_certification(
    certification: Certification, titre: str, fait: str, bouton: str = "Enregistrer", texte: str = "", **quoi: Any
) -> Page:
    """The page of an act on a certification: its breadcrumb and its head."""
    fil = (
        ("Référentiels", reverse("referentiel_liste")),
        (certification.nom_court, certification.get_absolute_url()),
    )
    retour, sous_titre = quoi.pop("retour", certification), certification.numero_porte
    return Page(titre, fait, retour, bouton, texte, fil=fil, sous_titre=sous_titre, **quoi)


def referentiel_visible(request: HttpRequest, pk: int) -> Referentiel:
    versions = Referentiel.objects.visibles_par(request.user).select_related("certification")
    return get_object_or_404(versions, pk=pk)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def referentiel_publier(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft comes into force the day of the GTP's decision; the version in force is replaced."""
    referentiel, le = referentiel_visible(request, pk), horloge.aujourdhui()
    form = PublicationForm(**saisie(request), le=le, a_relire=textes_a_relire(referentiel))
    issue = tenter(
        request,
        form,
        lambda: publier_referentiel(
            referentiel=referentiel, **form.cleaned_data, par=request.user, a=horloge.maintenant()
        ),
        "date_gtp",
    )
    if issue.fait:
        _, remplace = issue.valeur
        phrase = "La version est en vigueur." + (" La version précédente est remplacée." if remplace else "")
        return reussir(request, phrase, referentiel)
    page = page_certification(
        referentiel.certification,
        "Mettre la version en vigueur",
        "",
        "Mettre en vigueur",
        "La version s’applique dès le jour de la décision ; celle qui est en vigueur est remplacée. Les candidats "
        "engagés avant ce jour gardent leur version.",
        intitule=referentiel.intitule,
        retour=referentiel,
    )
    return page_acte(request, form, page)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def certification_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    certification = certification_visible(request, pk)
    page = page_certification(
        certification,
        "Enregistrer la suppression",
        "La certification est supprimée : elle n’engage plus personne.",
        "Enregistrer la suppression",
        "Personne ne pourra plus être engagé à partir du jour de la décision. Les parcours engagés avant ce jour "
        "iront à leur terme ; chaque dossier le dit.",
        intitule=certification.intitule,
        danger=True,
    )
    supprimer = partial(supprimer_certification, certification=certification)
    return acte(request, SuppressionForm(**saisie(request)), page, supprimer)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def certification_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    certification = certification_visible(request, pk)
    form = CertificationForm(**saisie(request), objet=certification, initial={"secteur": certification.secteur})
    page = page_certification(certification, "Préciser le secteur", "Le secteur est enregistré.")
    return acte(request, form, page, partial(preciser_secteur, certification=certification))
