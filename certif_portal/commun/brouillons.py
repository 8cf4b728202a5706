"""Saves as one types: they overlap on the way, and the last one written by the page is the one that stays.

A page numbers its saves. Under the lock of its draft, a save that comes after a later one is dropped; the page's own
earlier saves are no surprise to it, somebody else's are (commun.versions).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

from certif_portal.commun.cadre import Issue, tenter
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.commun.models import EcritureBrouillon
from certif_portal.commun.pages import page_lue

CHAMP_RANG = "rang"


@dataclass(frozen=True)
class Ecriture:
    """`depassee`: a later save of the same page is already recorded; this one was dropped, and nothing is lost."""

    issue: Issue[None]
    depassee: bool = False


def tenter_brouillon(
    request: HttpRequest, form: BaseForm, faire: Callable[[], None], *, objet: Model, partie: object, a: datetime
) -> Ecriture:
    """Play the save of `partie` of `objet` in its turn."""
    lue, rang = page_lue(request), request.POST.get(CHAMP_RANG, "")
    if request.method != "POST" or lue is None or not rang.isdecimal():
        return Ecriture(tenter(request, form, faire))
    page, cle = empreinte_jeton(lue.jeton), f"{objet._meta.label_lower}:{objet.pk}:{partie}"
    neuve = {"page": "", "rang": 0, "le": a}
    with transaction.atomic():
        EcritureBrouillon.objects.get_or_create(brouillon=cle, defaults=neuve)
        derniere = EcritureBrouillon.objects.select_for_update().get(brouillon=cle)
        de_cette_page = derniere.page == page
        if de_cette_page and int(rang) <= derniere.rang:
            return Ecriture(Issue(fait=True), depassee=True)
        form.deja_ecrit_ici = de_cette_page  # type: ignore[attr-defined]
        issue = tenter(request, form, faire)
        if issue.fait:
            EcritureBrouillon.objects.filter(pk=derniere.pk).update(page=page, rang=int(rang), le=a)
        return Ecriture(issue)
