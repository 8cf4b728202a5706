"""For the staff: how far the open grids are, and what tablets sent that could not be applied."""

import re
from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, telecharger_rendu, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import lue
from certif_portal.commun.textes import en_nom_de_fichier
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.documents.grille_papier import grille_papier_pdf
from evaluations.documents.grille_scellee import grille_scellee_pdf, nom_du_pdf
from evaluations.forms.saisie import SecoursForm
from evaluations.models import Grille
from evaluations.queries.avancement import en_quarantaine, grilles_en_cours, lire_en_attente, vue_le
from evaluations.queries.grille import grilles_pour
from evaluations.queries.grille_papier import papiers_en_attente
from evaluations.queries.grille_scellee import version_scellee
from evaluations.services.quarantaine import ecarter_operation, reprendre_operation
from evaluations.services.secours import BilanSecours, entrer_fichier_secours

PAR_PAGE = 50
DU_CANDIDAT = ("inscription__candidat", "inscription__referentiel__certification")


@require_safe
@reserve_a(*CONSULTATION)
def grille_liste(request: HttpRequest) -> HttpResponse:
    """Progress alone: what a grid says is read once it is sealed."""
    page = Paginator(grilles_en_cours(horloge.aujourdhui()), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": [(grille, vue_le(grille)) for grille in page],
        "en_quarantaine": en_quarantaine().count(),
        "papiers": papiers_en_attente(request.user),
        "agit": est_du_centre(request.user),
    }
    return render(request, "evaluations/grille_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def grille_papier(request: HttpRequest, pk: int) -> HttpResponse:
    """Blank, for this candidate: by the staff beforehand, by an evaluator whose tablet is not ready."""
    if peut_tout_consulter(request.user):
        grille = get_object_or_404(Grille.objects.select_related(*DU_CANDIDAT), pk=pk)
    else:
        grille = get_object_or_404(grilles_pour(request.user), pk=pk)
        if not grille.independance_declaree:
            return redirect("independance_declarer", grille.pk)
    nom = f"grille-{en_nom_de_fichier(str(grille.inscription.candidat))}.pdf"
    lecture = lue("Grille sur papier éditée.", grille.inscription)
    return telecharger_rendu(request, partial(grille_papier_pdf, grille, parametres()), nom, "accueil", lecture=lecture)


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def grille_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A sealed version, rendered when asked for: what was signed changes no more."""
    rang = request.GET.get("version", "")
    version = version_scellee(request.user, pk, int(rang) if re.fullmatch(r"[1-9][0-9]{0,3}", rang) else None)
    if version is None:
        raise Http404
    rendre, lecture = (
        partial(grille_scellee_pdf, version, parametres()),
        lue("Grille d’évaluation lue.", version.grille.inscription),
    )
    return telecharger_rendu(request, rendre, nom_du_pdf(version), "grille_detail", pk, lecture=lecture)


@require_safe
@reserve_a(*CONSULTATION)
def quarantaine_liste(request: HttpRequest) -> HttpResponse:
    page = Paginator(en_quarantaine(), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "attentes": lire_en_attente(list(page)), "agit": est_du_centre(request.user)}
    return render(request, "evaluations/quarantaine_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def secours_entrer(request: HttpRequest) -> HttpResponse:
    """The emergency file of a tablet: under its author's name, by the same door as what tablets send."""
    form = SecoursForm(**saisie(request))

    def entrer() -> BilanSecours:
        _, octets, _ = form.cleaned_data["fichier"]
        return entrer_fichier_secours(octets=octets, par=request.user, a=horloge.maintenant())

    issue = tenter(request, form, entrer)
    if issue.fait:
        return reussir(request, _dire(issue.valeur), "grille_liste")
    page = Page(
        "Entrer le fichier de secours d’une tablette",
        "",
        "grille_liste",
        "Entrer ses saisies",
        consequences=(
            "Chaque saisie entre au nom de son évaluateur, une seule fois, même si sa tablette l’envoie plus tard.",
            "Celle qui ne peut pas entrer va en quarantaine, avec sa raison.",
        ),
        icone="deposer",
        fil=(("Grilles en cours", reverse("grille_liste")),),
    )
    return page_acte(request, form, page)


def _dire(bilan: BilanSecours) -> str:
    """« Saisies de Camille Martin : 12 appliquées, 1 en quarantaine. »"""
    mots = {
        "appliquee": ("appliquée", "appliquées"),
        "rejouee": ("déjà reçue", "déjà reçues"),
        "conflit": ("en conflit", "en conflit"),
        "quarantaine": ("en quarantaine", "en quarantaine"),
    }
    comptes = [f"{nombre} {mot[nombre > 1]}" for code, mot in mots.items() if (nombre := bilan.statuts[code])]
    return f"Saisies de {bilan.auteur} : {', '.join(comptes) or 'le fichier n’en contient aucune'}."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def quarantaine_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    operation = get_object_or_404(en_quarantaine(), pk=pk)
    page = Page(
        "Reprendre dans la grille",
        "La saisie est reprise dans la grille.",
        "quarantaine_liste",
        "Reprendre",
        sous_titre=f"Reçue de {operation.auteur}",
        consequences=(
            "Là où rien n’était écrit, la saisie l’est, au nom de son évaluateur.",
            "Là où autre chose est écrit, les deux restent : la commission choisit avant de signer.",
        ),
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(reprendre_operation, operation=operation))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def quarantaine_ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    operation = get_object_or_404(en_quarantaine(), pk=pk)
    page = Page(
        "Écarter cette saisie",
        "La saisie est écartée ; ce qui a été reçu reste gardé.",
        "quarantaine_liste",
        "Écarter",
        sous_titre=f"Reçue de {operation.auteur}",
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(ecarter_operation, operation=operation))
