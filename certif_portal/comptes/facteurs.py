"""What happens when somebody gives a second factor, or gives it up: the session knows it, the journal tells it."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from certif_portal.commun import horloge
from certif_portal.commun.actes import acte
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur

SORTES = {Authenticator.Type.TOTP: "application", Authenticator.Type.WEBAUTHN: "clé d’accès"}


def ajoute(sender: Any, *, request: HttpRequest, user: Utilisateur, authenticator: Authenticator, **_: Any) -> None:
    """Whoever has just shown it has proved it: this session needs no other proof."""
    if authenticator.type not in SORTES:
        return
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    dire(user.pk, f"Second facteur ajouté : {SORTES[authenticator.type]}.", horloge.maintenant())


def retire(sender: Any, *, request: HttpRequest, user: Utilisateur, authenticator: Authenticator, **_: Any) -> None:
    """What this session proved with it is no proof any more."""
    if authenticator.type not in SORTES:
        return
    etapes = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    restent = [etape for etape in etapes if etape.get("method") != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = restent
    dire(user.pk, f"Second facteur retiré : {SORTES[authenticator.type]}.", horloge.maintenant())


@acte
def dire(cle: int, phrase: str, a: datetime) -> None:
    compte = Utilisateur.objects.get(pk=cle)
    journaliser(compte, "facteur", phrase, par=compte, a=a)
