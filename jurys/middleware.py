"""What is known of somebody from the juries and the OF, before any page: the roles of the day, names that close, a
second factor asked."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.typographie import typographier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.regles import exige_second_facteur
from habilitations.queries.organisme import gere_un_organisme
from jurys.queries.siege import preside, roles_et_siege

Suite = Callable[[HttpRequest], HttpResponse]


def roles_du_jour(suite: Suite) -> Suite:
    """Load the roles the person holds today: an expired or withdrawn role opens nothing, nor does one that would name
    the candidates of the jury in which they sit (decision 0344), however and whenever it was given."""

    def traiter(request: HttpRequest) -> HttpResponse:
        request.sous_secret = False
        if request.user.is_authenticated:
            tenus = roles_et_siege(request.user, horloge.aujourdhui())
            request.user.retenir_roles(tenus.roles)
            request.sous_secret = bool(tenus.jury)
            if tenus.suspendus:
                request.siege_en_cours = tenus.jury
        return suite(request)

    return traiter


ENROLEMENT = frozenset({"second_facteur", "mfa_activate_totp", "mfa_add_webauthn"})
"""Where a first factor is given: shut to a session that has not shown the one its account has, or whoever knows the
password would add their own."""
PORTE = ENROLEMENT | frozenset(
    {
        *("session_prolonger", "account_logout", "account_reauthenticate"),
        *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    }
)
"""Where somebody without the second factor asked of them may go: to give one, or to leave."""


class SecondFacteur:
    """No page for whoever must prove themselves twice and has not (decision 0411). What a session proved is written in
    it: no query for who did."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.suite(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        nom = request.resolver_match.view_name
        if nom in PORTE - ENROLEMENT or not a_prouver(request):
            return None
        a_deja = Authenticator.objects.filter(user=request.user).exists()
        if nom in ENROLEMENT and not a_deja:
            return None
        if request.headers.get("Accept") == "application/json":
            phrase = "Votre compte demande un second facteur : ouvrez une page du portail pour le donner."
            return JsonResponse({"phrase": typographier(phrase)}, status=401)
        suite = request.get_full_path() if request.method == "GET" else reverse("accueil")
        porte = reverse("mfa_reauthenticate" if a_deja else "second_facteur")
        return HttpResponseRedirect(f"{porte}?{urlencode({'next': suite})}")


def a_prouver(request: HttpRequest) -> bool:
    """Somebody of whom a second factor is asked, in a session that has not seen it."""
    personne = request.user
    if not settings.SECOND_FACTEUR or not personne.is_authenticated:
        return False
    if any(etape.get("method") == "mfa" for etape in get_authentication_records(request, personne)):
        return False
    return exige_second_facteur(
        personne.roles,
        gestionnaire=settings.SECOND_FACTEUR_ORGANISMES
        and personne.a_role(Role.ORGANISME)
        and gere_un_organisme(personne.pk),
        preside=personne.a_role(Role.JURE) and preside(personne.pk),
    )
