"""One way to answer a form: its page, one service, back where it came from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier


@dataclass(frozen=True)
class Page:
    """What the page of an act says; `retour` is the object whose page it comes from."""

    titre: str
    fait: str
    retour: Any
    bouton: str = "Enregistrer"
    texte: str = ""
    regle: Any = None
    liens: tuple[tuple[str, str], ...] = ()  # what is read beside the form: address, words

    @property
    def url_retour(self) -> str:
        return resolve_url(self.retour)


def saisie(request: HttpRequest) -> dict[str, Any]:
    """What a form binds to: the post and its files, or nothing."""
    post = request.method == "POST"
    return {"data": request.POST if post else None, "files": request.FILES if post else None}


def acte(request: HttpRequest, form: BaseForm, page: Page, faire: Callable[..., Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            faire(**form.cleaned_data, par=request.user, a=horloge.maintenant())
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, page.fait)
            return redirect(page.retour)
    return render(request, "habilitations/acte.html", {"form": form, "page": page})


def envoyer(request: HttpRequest, retour: Any, fait: str, faire: Callable[..., Any]) -> HttpResponse:
    """An act without a form, told whether it was done or refused."""
    try:
        faire(par=request.user, a=horloge.maintenant())
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, fait)
    return redirect(retour)
