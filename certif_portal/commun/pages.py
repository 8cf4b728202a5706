"""Who a page was made for, and which page it is: a sealed word in each of its forms.

It survives the session and its cookies, so that what is sent too late is given back to its author alone; and it tells
one page from another, so that what one page sends twice is played once.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

CHAMP = "page"
SEL = "commun.page"
DUREE = 7 * 24 * 3600  # seconds a page may stay open and still be recognised


@dataclass(frozen=True)
class PageLue:
    """`auteur`: the account that the page was shown to; None for a visitor without account."""

    auteur: int | None
    jeton: str


def jeton_de_page(request: HttpRequest) -> str:
    """One for all the forms of an answer."""
    if not hasattr(request, "_jeton_de_page"):
        personne = getattr(request, "user", None)
        contenu = [getattr(personne, "pk", None) or 0, secrets.token_urlsafe(12)]
        request._jeton_de_page = signing.dumps(contenu, salt=SEL)  # type: ignore[attr-defined]
    return request._jeton_de_page  # type: ignore[attr-defined]


def page_lue(request: HttpRequest) -> PageLue | None:
    """What the form says of its page; None when it says nothing that we wrote."""
    jeton = request.POST.get(CHAMP, "")
    try:
        auteur, _ = signing.loads(jeton, salt=SEL, max_age=DUREE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return PageLue(auteur or None, jeton)


def nom_de_saisie(chemin: str) -> str:
    """Under which a browser keeps what is typed in the form of this address (static/js/retenue.js): an address may hold
    a personal link, its hash tells nothing of it."""
    return hashlib.sha256(chemin.encode()).hexdigest()
