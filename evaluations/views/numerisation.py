"""Papers signed by hand and scanned: deposited, read in the background, attributed, checked by the centre."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.a_part import executer
from certif_portal.commun.cadre import Page, acte, conclure, envoyer, essayer, reussir, saisie, tenter
from certif_portal.commun.fichiers import JPEG, octets_de, reponse_fichier, reponse_image, telecharger
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import lue
from certif_portal.commun.page_chargement import demarrer, suivre
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatFeuille, EtatNumerisation, EtatPage, SorteFeuille
from evaluations.forms.numerisation import AttribuerForm, NumerisationForm
from evaluations.models import FeuilleRecue, Numerisation, PageNumerisee
from evaluations.queries.delegation import avis_a_saisir, emargements_a_deposer, grilles_a_saisir
from evaluations.queries.numerisation import (
    CHAMPS,
    attendues,
    feuilles_a_verifier,
    feuilles_pour,
    numerisations_pour,
    numeros_recus,
    pages_a_attribuer,
    pages_deplacables,
)
from evaluations.regles.delegation import FEUILLE_VERIFIEE
from evaluations.regles.feuille import pages_manquantes
from evaluations.services.feuille import accepter_feuille, renvoyer_feuille
from evaluations.services.numerisation import CODES, MEMOIRE, attribuer_page, deposer_numerisation, ecarter_page
from evaluations.tasks import lire_numerisation
from evaluations.views.commun import deposant
from habilitations.models import OrganismeFormation

ECARTER = "ecarter"  # the field of the button that throws a page away
DERNIERES = 50


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def numerisation_liste(request: HttpRequest) -> HttpResponse:
    """Where scans are dropped; what waits of those that came."""
    organisme = deposant(request)
    form = NumerisationForm(**saisie(request))

    def deposer() -> Numerisation:
        nom, octets, type_mime = form.cleaned_data["fichier"]
        return deposer_numerisation(
            nom=nom,
            octets=octets,
            type_mime=type_mime,
            organisme=organisme,
            par=request.user,
            a=horloge.maintenant(),
        )

    issue = tenter(request, form, deposer)
    if issue.fait:
        return demarrer(request, lire_numerisation, issue.valeur, issue.valeur.get_absolute_url())
    contexte = {
        "formulaire": form,
        "numerisations": numerisations_pour(request.user)[:DERNIERES],
        "feuilles": feuilles_a_verifier(request.user)[:DERNIERES],
        "a_attribuer": pages_a_attribuer(request.user).count(),
        "premiere": pages_a_attribuer(request.user).first(),
        "du_centre": organisme is None,
        **(_a_saisir(organisme) if organisme else {}),
    }
    return render(request, "evaluations/numerisation_liste.html", contexte)


def _a_saisir(organisme: OrganismeFormation) -> dict[str, QuerySet[Any]]:
    """What an OF may type of the papers it holds, or deposit one by one."""
    le = horloge.aujourdhui()
    return {
        "avis_a_saisir": avis_a_saisir(organisme),
        "grilles_a_saisir": grilles_a_saisir(organisme, le),
        "emargements": emargements_a_deposer(organisme, le),
    }


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def numerisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is, then where each page went; the page looks again by itself until it is over."""
    numerisation = get_object_or_404(numerisations_pour(request.user), pk=pk)
    pages = list(
        numerisation.pages.select_related(
            "feuille__grille__inscription__candidat", "feuille__avis__inscription__candidat", "feuille__commission"
        )
    )
    contexte = {
        "numerisation": numerisation,
        "pages": pages,
        "rangees": sum(page.etat == EtatPage.RANGEE for page in pages),
        "demandees": [page for page in pages if page.etat == EtatPage.A_ATTRIBUER],
        "en_lecture": numerisation.etat == EtatNumerisation.EN_LECTURE,
    }
    return suivre(render(request, "evaluations/numerisation_detail.html", contexte), contexte["en_lecture"])


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def numerisation_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    """A reading that a stopped worker left: it goes on from the first page that was not read."""
    numerisation = get_object_or_404(numerisations_pour(request.user), pk=pk)
    return demarrer(request, lire_numerisation, numerisation, numerisation.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def page_attribuer(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a page beside what it may be; then the next one that is asked about."""
    organisme = deposant(request)
    page = get_object_or_404(pages_deplacables(request.user), pk=pk)
    form = AttribuerForm(**saisie(request), attendues=attendues(organisme), initial=_place_de(page))
    qui = {"page": page, "par": request.user, "a": horloge.maintenant()}
    if request.method == "POST" and ECARTER in request.POST:
        return envoyer(request, lambda: ecarter_page(**qui), "La page est écartée.", _suite(request, page))
    if tenter(request, form, lambda: attribuer_page(**qui, **form.dits())).fait:
        return reussir(request, "La page est rangée.", _suite(request, page))
    contexte = {"page_lue": page, "numerisation": page.numerisation, "formulaire": form, "pages": [page]}
    return render(request, "evaluations/page_attribuer.html", contexte)


def _place_de(page: PageNumerisee) -> dict[str, object]:
    """Where a page already put somewhere is: only what is wrong is said."""
    feuille = page.feuille
    if feuille is None:
        return {}
    objet = getattr(feuille, f"{CHAMPS[SorteFeuille(feuille.sorte)]}_id")
    return {"feuille": f"{feuille.sorte}:{objet}", "numero": page.numero, "pages": feuille.pages_total}


def _suite(request: HttpRequest, page: PageNumerisee) -> str:
    suivante = pages_a_attribuer(request.user).exclude(pk=page.pk).first()
    return reverse("page_attribuer", args=[suivante.pk]) if suivante else page.numerisation.get_absolute_url()


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def page_image(request: HttpRequest, pk: int) -> HttpResponse:
    pages = PageNumerisee.objects.select_related("numerisation__fichier")
    page = get_object_or_404(pages.filter(numerisation__in=Numerisation.objects.visibles_par(request.user)), pk=pk)
    fichier = page.numerisation.fichier
    issue = essayer(
        lambda: executer(f"{CODES}:page_en_image", octets_de(fichier), fichier.type_mime, page.rang, memoire=MEMOIRE)
    )
    if not issue.fait:
        raise Http404
    numero = page.rang + 1
    lecture = lue(f"Page {numero} du lot numérisé lue.", page.numerisation)
    reponse = telecharger(issue.valeur, JPEG, f"page-{numero}.jpg", lecture=lecture, en_ligne=True)
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _feuille(request: HttpRequest, pk: int) -> FeuilleRecue:
    return get_object_or_404(feuilles_pour(request.user), pk=pk)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def feuille_detail(request: HttpRequest, pk: int) -> HttpResponse:
    feuille = _feuille(request, pk)
    manquent = pages_manquantes(feuille.pages_total, numeros_recus(feuille))
    contexte = {
        "feuille": feuille,
        "pages": [feuille],
        "manquent": manquent,
        "a_decider": est_du_centre(request.user) and feuille.etat == EtatFeuille.A_VERIFIER,
        "complet": peut_tout_consulter(request.user),
        "regle": FEUILLE_VERIFIEE,
    }
    return render(request, "evaluations/feuille_detail.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def feuille_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    feuille = _feuille(request, pk)
    if feuille.fichier is None:
        raise Http404
    return reponse_fichier(feuille.fichier, lue("Feuille numérisée lue.", feuille))


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def feuille_image(request: HttpRequest, pk: int) -> HttpResponse:
    feuille = _feuille(request, pk)
    fichier = feuille.fichier
    if fichier is None:
        raise Http404
    return reponse_image(fichier, lue("Feuille numérisée lue.", feuille))


@require_POST
@reserve_a(*CENTRE)
def feuille_accepter(request: HttpRequest, pk: int) -> HttpResponse:
    feuille = _feuille(request, pk)

    issue = essayer(lambda: accepter_feuille(feuille=feuille, par=request.user, a=horloge.maintenant()))
    if issue.fait and feuille.grille:
        papier = feuille.grille.papiers.latest("pk")
        phrase = "La feuille est acceptée : saisissez ce qu’elle dit."
        return reussir(request, phrase, "grille_papier_saisir", papier.pk)
    if issue.fait and feuille.avis:
        suite = reverse("avis_saisir", args=[feuille.avis.inscription_id])
        return reussir(request, "La feuille est acceptée : saisissez ce qu’elle dit.", suite)
    return conclure(request, issue, "La feuille est acceptée.", feuille)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def feuille_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    feuille = _feuille(request, pk)
    if feuille.etat != EtatFeuille.A_VERIFIER:
        return redirect(feuille)
    page = Page(
        "Renvoyer la feuille",
        "La feuille est renvoyée.",
        feuille,
        "Renvoyer",
        "L’organisme qui l’a numérisée lit ce motif."
        if feuille.organisme
        else "Elle est à numériser de nouveau, une fois corrigée.",
        danger=True,
    )

    return acte(request, MotifForm(**saisie(request)), page, partial(renvoyer_feuille, feuille=feuille))
