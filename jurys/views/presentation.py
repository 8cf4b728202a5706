"""Candidates attached from the « prêt » list, and detached."""

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, conclure, essayer, saisie
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import AVANT_OUVERTURE, EtatJury
from jurys.models import Jury, Presentation
from jurys.queries import ecrans
from jurys.queries.piece import manquantes, manquantes_gardees, pieces_pour_jury
from jurys.regles.piece import PRET_POUR_LE_JURY
from jurys.services.presentation import detacher, passer_outre, presenter_candidats
from jurys.views.commun import page_jury, trouver_jury

PAR_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_candidats(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the ready ones in bulk; for the others, what is missing."""
    jury = trouver_jury(request, pk)
    if request.method == "POST":
        choisis = [
            int(valeur) for valeur in request.POST.getlist("inscription") if valeur.isdecimal() and len(valeur) < 19
        ]
        inscriptions = list(Inscription.objects.visibles_par(request.user).filter(pk__in=choisis))

        issue = essayer(
            lambda: presenter_candidats(jury=jury, inscriptions=inscriptions, par=request.user, a=horloge.maintenant())
        )
        phrase = f"Candidats rattachés au jury : {len(inscriptions)}."
        return conclure(request, issue, phrase, "jury_detail" if issue.fait else "jury_candidats", jury.pk)
    tous, recherche = request.GET.get("voir") == "tous", request.GET.get("q", "")[:100]
    presentables = ecrans.presentables(jury, tous=tous, recherche=cle_recherche(recherche))
    page = Paginator(presentables, PAR_PAGE).get_page(request.GET.get("page"))
    livret = parametres().livret_nom
    lignes = [(inscription, manquantes_gardees(inscription, jury.date, livret)) for inscription in page.object_list]
    contexte = {
        "jury": jury,
        "page": page,
        "prets": [inscription for inscription, manques in lignes if not manques],
        "rouges": [(inscription, manques) for inscription, manques in lignes if manques],
        "tous": tous,
        "recherche": recherche,
        "ouvert": jury.etat in AVANT_OUVERTURE,
        "peut_passer_outre": permissions.peut_passer_outre(request.user),
    }
    return render(request, "jurys/jury_candidats.html", contexte)


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
        f"{inscription.candidat} est présenté malgré la pièce manquante.",
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
        f"{presentation.code} est détaché du jury.",
        "Détacher du jury",
        danger=True,
        texte="Un candidat que le jury n’examine pas est détaché, avec un motif ; il pourra être présenté à un "
        "autre jury.",
        retour=reverse("jury_deliberation", args=[jury.pk]) if jury.etat == EtatJury.DELIBERATION else jury,
    )
    return acte(request, form, page, partial(detacher, presentation=presentation))
