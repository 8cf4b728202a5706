"""What is sent twice from one page is played once; the address of a button, opened as a page, leads somewhere."""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from certif_portal.commun import horloge, pages
from certif_portal.commun.lectures import Lecture, consigner, lecture_de
from certif_portal.commun.liens import adresse_gardee, adresse_rendue, est_cachee
from certif_portal.commun.models import EnvoiJoue
from certif_portal.commun.textes import sans_invisibles
from certif_portal.commun.typographie import heure, typographier

Suite = Callable[[HttpRequest], HttpResponse]
ATTENTES, PAUSE = 40, 0.15  # a second click waits six seconds at most for the end of the first


MOTS_DE_PASSE = frozenset({"password", "password1", "password2", "oldpassword", "mot_de_passe", "confirmation"})
"""Taken as typed: never cleaned, never trimmed."""
NUL, PERDU = "\0", "\ufffd"


def textes_propres(suite: Suite) -> Suite:
    """The door of every form, those of the libraries included: no text comes in with signs that print nothing. A nul
    sign, that no base keeps, opens no page in an address or a cookie; in a form it is a sign that was lost, asked about
    where it stands."""

    def repondre(request: HttpRequest) -> HttpResponse:
        if (
            NUL in request.path_info
            or "%00" in request.META.get("QUERY_STRING", "")
            or NUL in "".join(request.COOKIES.values())
        ):
            raise BadRequest("Un signe nul, que personne n’écrit.")
        if request.method == "POST":
            _nettoyer_l_envoi(request)
        return suite(request)

    return repondre


def _nettoyer_l_envoi(request: HttpRequest) -> None:
    try:
        recus = request.POST
    except UnreadablePostError:
        return  # cut on the way: the protection of forms answers
    sales = {
        nom: propres
        for nom, valeurs in recus.lists()
        if nom not in MOTS_DE_PASSE
        and (propres := [sans_invisibles(valeur).replace(NUL, PERDU) for valeur in valeurs]) != valeurs
    }
    if sales:
        envoi = recus.copy()
        for nom, valeurs in sales.items():
            envoi.setlist(nom, valeurs)
        envoi._mutable = False
        request.POST = envoi  # type: ignore[assignment]


class UneSeuleFois:
    """F5, a double click, « Précédent » then the same button: the answer of the first sending, and a sentence.

    Only what the frame says done counts (`cadre.noter_fait`); scripts that save as one types are left alone.
    """

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.suite(request)
        if empreinte := getattr(request, "_envoi", ""):
            _conclure(request, reponse, empreinte)
        return reponse

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        page = pages.page_lue(request) if request.method == "POST" else None
        if page is None or "X-Requested-With" in request.headers:
            return None
        empreinte, a = _empreinte(request, page.jeton), horloge.maintenant()
        for _ in range(ATTENTES):
            envoi, nouveau = EnvoiJoue.objects.get_or_create(empreinte=empreinte, defaults={"le": a})
            if nouveau:
                request._envoi = empreinte
                return None
            if envoi.vers:
                return _deja_joue(request, envoi)
            time.sleep(PAUSE)  # the first is being played: if it is refused, its row goes and this one is played
        return _deja_joue(request, envoi)


def _empreinte(request: HttpRequest, jeton: str) -> str:
    champs = sorted((n, v) for n, v in request.POST.lists() if n != "csrfmiddlewaretoken")
    fichiers = sorted((nom, f.name, f.size) for nom, f in request.FILES.items())
    return hashlib.sha256(json.dumps([jeton, request.path, champs, fichiers]).encode()).hexdigest()


def _conclure(request: HttpRequest, reponse: HttpResponse, empreinte: str) -> None:
    envoi = EnvoiJoue.objects.filter(empreinte=empreinte)
    fait = "" if getattr(request, "acte_refuse", False) else getattr(request, "acte_fait", "")
    if fait and reponse.status_code < 400:
        envoi.update(vers=adresse_gardee(reponse.get("Location", fait))[:500])
    else:
        envoi.delete()


def _deja_joue(request: HttpRequest, envoi: EnvoiJoue) -> HttpResponse:
    phrase = f"Ce formulaire a déjà été envoyé, à {heure(envoi.le)} : rien n’a été fait une deuxième fois."
    messages.warning(request, typographier(phrase), extra_tags=pages.nom_de_saisie(request.path))
    vers = adresse_rendue(envoi.vers, request.path)
    return HttpResponseRedirect(request.path if not vers or est_cachee(vers) else vers, status=303)


class AdresseQuiNeSOuvrePas:
    """A button's address, opened as a page (after a login, from the history): the page above it, with a sentence."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.suite(request)
        if reponse.status_code != 405 or "text/html" not in request.headers.get("Accept", ""):
            return reponse
        if request.method != "GET":
            page = render_to_string("405.html", request=request)
            return HttpResponse(page, status=405, headers={"Allow": reponse["Allow"]})
        messages.warning(
            request,
            typographier("Rien n’a été fait : ce lien est celui d’un bouton. Refaites le geste sur cette page."),
        )
        return redirect(_au_dessus(request.path))


def _au_dessus(chemin: str) -> str:
    """The nearest address above that exists; the home page at last."""
    morceaux = [m for m in chemin.split("/") if m]
    while morceaux := morceaux[:-1]:
        adresse = "/" + "/".join(morceaux) + "/"
        try:
            resolve(adresse)
        except Resolver404:
            continue
        return adresse
    return "/"


def consigner_les_lectures(suite: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What an answer gives to read is told before it leaves (`lectures.py`)."""

    def repondre(request: HttpRequest) -> HttpResponseBase:
        reponse = suite(request)
        lecture = lecture_de(reponse)
        if isinstance(lecture, Lecture) and reponse.status_code == 200:
            consigner(lecture, request.user, horloge.maintenant())
        return reponse

    return repondre
