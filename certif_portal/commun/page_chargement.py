"""The page of what is loaded in the background: started, followed, started again."""

from typing import Any

from celery import Task
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from certif_portal.commun.cadre import avertir, noter_fait
from certif_portal.commun.chargement import EN_COURS
from certif_portal.commun.courtier import lancer

PAGE = b'<main class="page" id="contenu" tabindex="-1">'


def demarrer(request: HttpRequest, tache: Task, chargement: Model, page: str) -> HttpResponse:
    """Started, then followed on its page; from there too when nobody took it up."""
    noter_fait(request)
    if not lancer(tache, chargement.pk):
        avertir(request, "Le travail n’a pas pu commencer : relancez-le depuis cette page.")
    return redirect(page)


def relancer(request: HttpRequest, tache: Task, modele: type[Model], page: str) -> HttpResponse:
    """Start again what nobody took up; what is done is not done twice."""
    en_cours = modele._default_manager.filter(etat=EN_COURS).first()
    return demarrer(request, tache, en_cours, page) if en_cours else redirect(page)


def derniers(modele: type[Model], nombre: int) -> tuple[list[Any], Any]:
    """The last ones, and the one that runs, if any: one query."""
    lus: list[Any] = list(modele._default_manager.select_related("demande_par")[:nombre])
    return lus, next((lu for lu in lus if lu.etat == EN_COURS), None)


def suivre(page: HttpResponse, en_cours: object) -> HttpResponse:
    """The page reads itself again while one runs, behind whoever reads it (`static/js/suivi.js`): sent whole every two
    seconds, it took the focus away and was read from its top (RGAA 13.1)."""
    if en_cours:
        page.content = page.content.replace(PAGE, PAGE + render_to_string("composants/suivi.html").encode(), 1)
    return page
