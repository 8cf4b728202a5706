"""Saves as one types: they overlap on the way, and the last one written by the page is the one that stays.

A page numbers its saves. Under the lock of its draft, a save that comes after a later one is dropped; the page's own
earlier saves are no surprise to it, somebody else's are (commun.versions).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from certif_portal.commun.cadre import Issue, tenter
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.commun.models import EcritureBrouillon
from certif_portal.commun.pages import page_lue

F = TypeVar("F", bound=Formulaire)
CHAMP_RANG = "rang"


@dataclass(frozen=True)
class Ecriture(Generic[F]):
    """`depassee`: a later save of the same page is already recorded; this one was dropped, and nothing is lost."""

    form: F
    issue: Issue[Any]
    depassee: bool = False


def tenter_brouillon(
    request: HttpRequest,
    lire: Callable[[], F],
    ecrire: Callable[[F], Any],
    *,
    objet: Model,
    partie: object,
    a: datetime,
) -> Ecriture[F]:
    """Play the save of `partie` of `objet` in its turn. `lire` binds the form to what is recorded once the turn has
    come."""
    lue, rang = page_lue(request), request.POST.get(CHAMP_RANG, "")
    if request.method != "POST" or lue is None or not (rang.isdecimal() and len(rang) < 9):
        simple = lire()
        return Ecriture(simple, tenter(request, simple, lambda: ecrire(simple)))
    page, cle = empreinte_jeton(lue.jeton), f"{objet._meta.label_lower}:{objet.pk}:{partie}"
    with transaction.atomic():
        EcritureBrouillon.objects.get_or_create(brouillon=cle, defaults={"page": "", "rang": 0, "le": a})
        derniere = EcritureBrouillon.objects.select_for_update(no_key=True).get(brouillon=cle)
        form = lire()
        de_cette_page = derniere.page == page
        if de_cette_page and int(rang) <= derniere.rang:
            return Ecriture(form, Issue(fait=True), depassee=True)
        form.deja_ecrit_ici, form.lue = de_cette_page, {}  # its own lock is held
        issue = tenter(request, form, lambda: ecrire(form))
        if issue.fait:
            EcritureBrouillon.objects.filter(pk=derniere.pk).update(page=page, rang=int(rang), le=a)
        return Ecriture(form, issue)
