"""Somebody already logged in, at one place: their session says that they gave their second factor, as a real one does
(the door itself is tried with real logins, in tests/comptes/test_second_facteur.py)."""

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as ETAPES
from django.conf import settings
from django.test import Client

DE_QUI = "account_authentication_methods_user"


def entrer(client: Client, personne: Any, *, prouve: bool = True) -> Client:
    client.force_login(personne, backend=settings.AUTHENTICATION_BACKENDS[0])
    return prouver(client, personne) if prouve else client


def prouver(client: Client, personne: Any) -> Client:
    """What giving their second factor leaves in the session of somebody who has come in by a password."""
    session = client.session
    session[ETAPES] = [{"method": "mfa", "type": "totp", "id": 0, "at": 0.0}]
    session[DE_QUI] = str(personne.pk)
    session.save()
    return client
