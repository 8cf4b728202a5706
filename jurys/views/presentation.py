"""Candidates attached from the « prêt » list, and detached."""

from dataclasses import replace
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, conclure, essayer, refuser, saisie
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.textes import cle_recherche, en_entiers, nettoyer_texte
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import AVANT_OUVERTURE, EtatJury
from jurys.models import Jury, Presentation
from jurys.queries.piece import manquantes, manquantes_gardees, pieces_pour_jury
from jurys.queries.presentation import (
    COLONNES,
    PRETS,
    VOIR,
    FiltrePresentables,
    avec_leurs_pieces,
    pourquoi,
    presentables,
)
from jurys.regles.piece import PRET_POUR_LE_JURY
from jurys.services.presentation import detacher, passer_outre, presenter_candidats
from jurys.views.commun import au_plus_tard, page_jury, trouver_jury
from referentiels.choix import TypeCertification

PAR_PAGE, MAXIMUM = 100, 500
"""A page; attached by one act."""


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_candidats(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the ready ones, those ticked or the whole list as it is filtered; for the others, what is missing."""
    jury, filtre, centre = trouver_jury(request, pk), FiltrePresentables.lu(request.GET), parametres()
    if request.method == "POST":
        return _rattacher(request, jury, filtre)
    tri = Tri.lu(request.GET, COLONNES)
    liste = ParCles(tri.trier(presentables(jury, filtre)), PAR_PAGE, lignes=avec_leurs_pieces(), d_un_coup=True)
    page = liste.get_page(request.GET.get("page"))
    contexte = {
        "jury": jury,
        "filtre": filtre,
        "voir": VOIR,
        "types": TypeCertification.choices,
        "page": page,
        "tri": tri,
        "lignes": [(i, manquantes_gardees(i, jury.date, centre.livret_nom)) for i in page.object_list],
        "prets": filtre.voir == PRETS,
        "ouvert": jury.etat in AVANT_OUVERTURE,
        "au_plus_tard": au_plus_tard(jury, centre.inscription_jury_mois),
        "mois": centre.inscription_jury_mois,
        "peut_passer_outre": permissions.peut_passer_outre(request.user),
    }
    return render(request, "jurys/jury_candidats.html", contexte)


def _rattacher(request: HttpRequest, jury: Jury, filtre: FiltrePresentables) -> HttpResponse:
    choisis = en_entiers(request.POST.getlist("inscription"))
    visibles = Inscription.objects.visibles_par(request.user)
    if request.POST.get("portee") == "liste":
        choisis = list(presentables(jury, replace(filtre, voir=PRETS)).values_list("pk", flat=True)[: MAXIMUM + 1])
    if len(choisis) > MAXIMUM:
        refuser(
            request, f"Plus de {MAXIMUM} candidats : filtrez la liste pour en rattacher {MAXIMUM} au plus à la fois."
        )
        return redirect(request.get_full_path())
    inscriptions = list(visibles.filter(pk__in=choisis))
    rattacher = partial(presenter_candidats, jury=jury, par=request.user, a=horloge.maintenant())
    issue = essayer(lambda: rattacher(inscriptions=inscriptions))
    phrase = f"Candidats rattachés au jury : {len(inscriptions)}."
    return conclure(request, issue, phrase, "jury_detail" if issue.fait else "jury_candidats", jury.pk)


@require_safe
@reserve_a(*CENTRE)
def jury_pourquoi(request: HttpRequest, pk: int) -> HttpResponse:
    """Why somebody is not proposed: a name or a number, the exact reasons, and where each is unlocked."""
    jury, texte = trouver_jury(request, pk), nettoyer_texte(request.GET.get("q", ""))[:100]
    trouves = pourquoi(jury, texte, request.user, parametres().livret_nom) if cle_recherche(texte) else []
    contexte = {"jury": jury, "recherche": texte, "trouves": trouves, "ouvert": jury.etat in AVANT_OUVERTURE}
    return render(request, "jurys/jury_pourquoi.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def jury_passer_outre(request: HttpRequest, pk: int, inscription_pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    visibles = Inscription.objects.visibles_par(request.user).select_related("candidat")
    inscription = get_object_or_404(visibles, pk=inscription_pk)
    manques = manquantes(pieces_pour_jury([inscription], jury.date)[inscription.pk])
    form = MotifForm(**saisie(request))
    page = page_jury(
        jury,
        f"Présenter {inscription.candidat} malgré tout",
        f"Vous passez outre : {inscription.candidat} est au jury malgré ce qui manque.",
        "Passer outre",
        danger=True,
        texte="Votre nom et votre motif seront annexés au procès-verbal.",
        regle=PRET_POUR_LE_JURY,
        consequences=[f"{piece.libelle} : {piece.explication}" for piece in manques],
    )
    return acte(request, form, page, partial(passer_outre, jury=jury, inscription=inscription))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_detacher(request: HttpRequest, pk: int) -> HttpResponse:
    """From the jury's page or from the deliberation: only the code is shown."""
    visibles = Presentation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    presentation = get_object_or_404(visibles.select_related("jury"), pk=pk)
    jury = presentation.jury
    form = MotifForm(**saisie(request))
    page = page_jury(
        jury,
        f"Détacher {presentation.code}",
        f"Le candidat {presentation.code} est détaché du jury.",
        "Détacher du jury",
        danger=True,
        texte="Un candidat que le jury n’examine pas est détaché, avec un motif ; il pourra être présenté à un "
        "autre jury.",
        retour=reverse("jury_deliberation", args=[jury.pk]) if jury.etat == EtatJury.DELIBERATION else jury,
    )
    return acte(request, form, page, partial(detacher, presentation=presentation))
