"""The page of a certification, and the decisions of the GTP that change it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from referentiels import regles
from referentiels.forms.vie import CertificationForm, PublicationForm, SuppressionForm
from referentiels.models import Certification, Referentiel
from referentiels.permissions import peut_gerer_catalogue
from referentiels.presentation import sorte_version
from referentiels.queries.certification import fiche_certification
from referentiels.services.certification import preciser_secteur, supprimer_certification
from referentiels.services.version import publier_referentiel

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
        "actes": list(journal_de(fiche.certification)[:ACTES_MONTRES]) if consulte else None,
        "peut_gerer": peut_gerer_catalogue(request.user),
        "regle_suppression": regles.PARCOURS_ENGAGE,
    }
    return render(request, "referentiels/certification_detail.html", contexte)


def certification_visible(request: HttpRequest, pk: int) -> Certification:
    return get_object_or_404(Certification.objects.visibles_par(request.user), pk=pk)


def referentiel_visible(request: HttpRequest, pk: int) -> Referentiel:
    versions = Referentiel.objects.visibles_par(request.user).select_related("certification")
    return get_object_or_404(versions, pk=pk)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def referentiel_publier(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft comes into force the day of the GTP's decision; the version in force is replaced."""
    referentiel, le = referentiel_visible(request, pk), horloge.aujourdhui()
    form = PublicationForm(request.POST if request.method == "POST" else None, le=le)
    if request.method == "POST" and form.is_valid():
        try:
            _, remplace = publier_referentiel(
                referentiel=referentiel, **form.cleaned_data, par=request.user, a=horloge.maintenant()
            )
        except ErreurMetier as erreur:
            form.add_error("date_gtp", str(erreur))
        else:
            suite = " La version précédente est remplacée." if remplace else ""
            messages.success(request, f"La version est en vigueur.{suite}")
            return redirect(referentiel)
    contexte = {"form": form, "referentiel": referentiel, "certification": referentiel.certification}
    return render(request, "referentiels/referentiel_publier.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def certification_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    certification = certification_visible(request, pk)
    form = SuppressionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            supprimer_certification(
                certification=certification, **form.cleaned_data, par=request.user, a=horloge.maintenant()
            )
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "La certification est supprimée : elle n’engage plus personne.")
            return redirect(certification)
    contexte = {"form": form, "certification": certification}
    return render(request, "referentiels/certification_supprimer.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def certification_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    certification = certification_visible(request, pk)
    initial = {"secteur": certification.secteur}
    form = CertificationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        preciser_secteur(certification=certification, **form.cleaned_data, par=request.user, a=horloge.maintenant())
        messages.success(request, "Le secteur est enregistré.")
        return redirect(certification)
    contexte = {"form": form, "certification": certification, "titre": "Préciser le secteur"}
    return render(request, "referentiels/certification_saisie.html", contexte)
