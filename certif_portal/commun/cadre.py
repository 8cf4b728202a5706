"""The answer to an act, for every screen: what was sent, one service, then a sentence and the way back, or a refusal.

A view reads top to bottom: fetch in scope, permission, form bound by `saisie`, then either `acte` (one form on the
common page), or `tenter` and `reussir` (a page of its own), or `envoyer` (a button without a form). No view catches a
refusal.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from certif_portal.commun import horloge, pages
from certif_portal.commun.apercu import Apercu, apercevoir
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import PDF, telecharger
from certif_portal.commun.gardes import (
    Rendue,
    fichiers_recus,
    garder_fichiers,
    oublier_fichiers,
    oublier_saisie,
    saisie_rendue,
)
from certif_portal.commun.lectures import ALire
from certif_portal.commun.pdf import RenduImpossible
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import typographier
from certif_portal.commun.versions import confronter, sous_verrou

T = TypeVar("T")
Refus = ErreurMetier | ValidationError | RenduImpossible
RENDU = (
    "Un document n’a pas pu être rendu : rien n’est enregistré. Réessayez ; si cela recommence, prévenez "
    "l’administrateur du portail."
)
journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Issue(Generic[T]):
    """What became of an act: done, with what the service returned; refused, and why; or not tried (form not valid)."""

    fait: bool = False
    resultat: T | None = None
    refus: Refus | None = None

    @property
    def valeur(self) -> T:
        """What the service returned; to be read once `fait`."""
        return cast(T, self.resultat)

    @property
    def phrases(self) -> list[str]:
        return [phrase for _, phrase in _phrases(self.refus)] if self.refus else []


def _phrases(refus: Refus) -> list[tuple[str | None, str]]:
    """(field, sentence) of a refusal: a ValidationError may hold several, each on its field."""
    if isinstance(refus, RenduImpossible):
        return [(None, typographier(RENDU))]
    if isinstance(refus, ErreurMetier):
        return [(None, typographier(phrase)) for phrase in refus.phrases]
    champs = refus.message_dict if hasattr(refus, "error_dict") else {NON_FIELD_ERRORS: refus.messages}
    return [
        (None if nom == NON_FIELD_ERRORS else nom, typographier(phrase))
        for nom, phrases in champs.items()
        for phrase in phrases
    ]


def essayer(faire: Callable[[], T]) -> Issue[T]:
    """Play an act: the one place where a refusal is caught; a row held by somebody else is one (`verrous.py`)."""
    try:
        return Issue(fait=True, resultat=faire())
    except (ErreurMetier, ValidationError) as refus:
        return Issue(refus=refus)
    except RenduImpossible as refus:
        journal.exception("rendu impossible")
        return Issue(refus=refus)


def saisie(request: HttpRequest) -> dict[str, Any]:
    """What a form is bound to: what was sent, with the files kept from its last refusal, even empty; when it is only
    shown, what its author had sent too late from here (commun.gardes), or nothing."""
    a = horloge.maintenant()
    if request.method == "POST":
        oublier_saisie(request)
        return {"data": request.POST, "files": fichiers_recus(request, a)}
    rendue = rendue_sur(request)
    if rendue is None or rendue.chemin != request.path:
        return {}
    rendue.prise = True
    return {"data": rendue.donnees, "files": rendue.fichiers}


def rendue_sur(request: HttpRequest) -> Rendue | None:
    """What the author of this page had sent too late from it."""
    return saisie_rendue(request, horloge.maintenant())


def tenter(request: HttpRequest, form: BaseForm, faire: Callable[[], T], champ: str | None = None) -> Issue[T]:
    """Play the act of a form that was sent, is valid, and showed what is still recorded; a refusal is said on the form
    (on `champ` when given), which keeps its files."""
    if request.method != "POST":
        return Issue()
    perimee = confronter(form, exigee=vient_d_un_navigateur(request))
    valide = form.is_valid()
    if perimee:
        issue: Issue[T] = Issue(refus=perimee)
    elif valide:
        issue = essayer(lambda: sous_verrou(form, faire))
    else:
        issue = Issue()
    poser(form, issue, champ)
    if issue.fait:
        noter_fait(request)
        oublier_fichiers(form)
    else:
        garder_fichiers(request, form, horloge.maintenant())
    return issue


def apercu_demande(request: HttpRequest) -> bool:
    """The button beside that of the act: see first."""
    return request.method == "POST" and "apercu" in request.POST


def montrer(request: HttpRequest, form: BaseForm, objet: Model, faire: Callable[[], Any]) -> Apercu | None:
    """What the act of this form would move, undone; a refusal is said on the form, which keeps its files."""
    garder_fichiers(request, form, horloge.maintenant())
    if not form.is_valid():
        return None
    issue = essayer(lambda: apercevoir(objet, horloge.aujourdhui(), faire))
    poser(form, issue)
    return issue.resultat


def vient_d_un_navigateur(request: HttpRequest) -> bool:
    """Every browser says so of a form that it sends; a script does not."""
    return "Sec-Fetch-Mode" in request.headers or "Origin" in request.headers


def noter_fait(request: HttpRequest, vers: str = "") -> None:
    """What was sent is played: sent again from the same page, it plays nothing (commun.middleware) and leads to `vers`,
    for a page that shows its result without leaving."""
    request.acte_fait = vers or request.path  # type: ignore[attr-defined]


def poser(form: BaseForm, issue: Issue[T], champ: str | None = None) -> None:
    """Write a refusal on a form, all its sentences at once, each on its field where the form has it."""
    refus = issue.refus
    if refus is None:
        return
    constats = getattr(refus, "constats", None)
    if constats and hasattr(form, "signaler"):
        form.signaler(constats)
        return
    dites = _phrases(refus)
    ailleurs = champ if len(dites) == 1 else None  # several sentences are about more than one field
    for nom, phrase in dites:
        form.add_error(nom if nom in form.fields else ailleurs, phrase)


def dire(request: HttpRequest, phrase: str, niveau: int = messages.SUCCESS, recue: str = "") -> None:
    """`recue`: the form that it acknowledges, which the browser forgets (commun.pages)."""
    messages.add_message(request, niveau, typographier(phrase), extra_tags=recue)


def avertir(request: HttpRequest, phrase: str) -> None:
    dire(request, phrase, messages.WARNING)


def refuser(request: HttpRequest, *phrases: str) -> None:
    request.acte_refuse = True  # type: ignore[attr-defined]
    for phrase in phrases:
        dire(request, phrase, messages.ERROR)


def suite(request: HttpRequest) -> str:
    """The page asked for after the act (`next`), when it is one of the portal's: its path, never a name."""
    adresse = request.POST.get("next") or request.GET.get("next") or ""
    permise = url_has_allowed_host_and_scheme(adresse, {request.get_host()}, require_https=request.is_secure())
    return adresse if permise and adresse.startswith("/") else ""


def retourner(request: HttpRequest, vers: Any, *args: Any) -> HttpResponseRedirect:
    return redirect(suite(request) or resolve_url(vers, *args))


def reussir(request: HttpRequest, phrase: str, vers: Any, *args: Any) -> HttpResponseRedirect:
    """Say what was done, and leave the page: F5 plays nothing again."""
    noter_fait(request)
    dire(request, phrase, recue=pages.nom_de_saisie(request.path))
    return retourner(request, vers, *args)


def conclure(
    request: HttpRequest, issue: Issue[T], fait: str | Callable[[T], str], vers: Any, *args: Any
) -> HttpResponseRedirect:
    """Done or refused, it is said on the same page."""
    if issue.fait:
        return reussir(request, fait if isinstance(fait, str) else fait(issue.valeur), vers, *args)
    refuser(request, *issue.phrases)
    return retourner(request, vers, *args)


def envoyer(
    request: HttpRequest, faire: Callable[[], T], fait: str | Callable[[T], str], vers: Any, *args: Any
) -> HttpResponseRedirect:
    """An act without a form: a button, and the page it leads to."""
    return conclure(request, essayer(faire), fait, vers, *args)


@dataclass(frozen=True)
class Page:
    """What the common page of an act says. `retour`: where it comes from, an object, a name or an address."""

    titre: str
    fait: str
    retour: Any
    bouton: str = "Enregistrer"
    texte: str = ""
    regle: Regle | None = None
    danger: bool = False
    sous_titre: str = ""
    intitule: str = ""  # of the card, where the page's head names the file
    consequences: Sequence[str] = ()
    reserves: Sequence[str] = ()  # what stands against the act without stopping it: apart, above what it does
    empechement: str = ""  # why the act cannot be done today: said before, and the button is shut
    note: str = ""  # under the fields
    liens: Sequence[tuple[str, str]] = ()  # what is read beside the form: address, words
    fil: Sequence[
        tuple[str, str]
    ] = ()  # breadcrumb above this page: words, address; by default the object it comes from
    icone: str = ""  # of the button
    large: bool = False  # as wide as the page: fields side by side
    deplace: Model | None = None  # whose deadlines the act may move: they are shown on demand before it is recorded


def page_acte(
    request: HttpRequest, form: BaseForm | None, page: Page, gabarit: str = "acte.html", **contexte: Any
) -> HttpResponse:
    origine = resolve_url(page.retour)
    fil = page.fil or ([(str(page.retour), origine)] if hasattr(page.retour, "get_absolute_url") else [])
    commun = {"page": page, "formulaire": form, "fil": fil, "url_retour": suite(request) or origine}
    return render(request, gabarit, {**commun, **contexte})


def acte(
    request: HttpRequest,
    form: BaseForm | None,
    page: Page,
    faire: Callable[..., Any],
    gabarit: str = "acte.html",
    **contexte: Any,
) -> HttpResponse:
    """One act on one page: the form's values go to the service under their own names, with who and when."""

    def jouer() -> Any:
        donnees = form.cleaned_data if form else {}
        return faire(**donnees, par=request.user, a=horloge.maintenant())

    if form is not None and page.deplace is not None and apercu_demande(request):
        apercu = montrer(request, form, page.deplace, jouer)
        return page_acte(request, form, page, gabarit, apercu=apercu, **contexte)
    if form is None and request.method == "POST":
        return envoyer(request, jouer, page.fait, page.retour)
    if form is not None and tenter(request, form, jouer).fait:
        return reussir(request, page.fait, page.retour)
    return page_acte(request, form, page, gabarit, **contexte)


def telecharger_rendu(
    request: HttpRequest,
    rendre: Callable[[], bytes],
    nom: str,
    vers: Any,
    *args: Any,
    lecture: ALire | None = None,
) -> HttpResponse:
    """A PDF rendered for this request, never stored; when it cannot be, the page it was asked from says so."""
    issue = essayer(rendre)
    if issue.fait:
        return telecharger(issue.valeur, PDF, nom, lecture=lecture)
    refuser(request, *issue.phrases)
    return redirect(vers, *args)
