"""The one shape of an act on a screen: form, service, redirect; a refusal is shown on the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.pdf import RenduImpossible
from certif_portal.commun.typographie import typographier
from jurys.models import Jury


def reussi(form: BaseForm, acte: Callable[[], Any]) -> bool:
    """Play the act of a valid form; False when it was refused, the reason being on the form."""
    if not form.is_valid():
        return False
    try:
        acte()
    except (ErreurMetier, RenduImpossible) as erreur:
        form.add_error(None, typographier(str(erreur)))
        return False
    return True


def dire(request: HttpRequest, acte: Callable[[], Any], succes: str) -> bool:
    """Play an act that has no form: the outcome is a message."""
    try:
        acte()
    except (ErreurMetier, RenduImpossible) as erreur:
        messages.error(request, typographier(str(erreur)))
        return False
    messages.success(request, typographier(succes))
    return True


def page_acte(request: HttpRequest, jury: Jury, form: BaseForm | None, **contexte: Any) -> HttpResponse:
    """One act on one page. `titre`, `bouton`; `texte`, `consequences`, `regle`, `danger`, `depot`: optional."""
    absents = dict.fromkeys(("texte", "consequences", "regle", "danger", "depot", "interdit", "retour_nom"))
    return render(request, "jurys/jury_acte.html", {"jury": jury, "form": form, **absents, **contexte})


def retour(request: HttpRequest, jury: Jury, succes: str, nom: str = "jury_detail") -> HttpResponse:
    messages.success(request, typographier(succes))
    return redirect(nom, jury.pk)
