"""Texts that hold a code or a link: sealed in the database, read clear by the portal alone.

The key comes from SECRET_KEY. A dump, a backup or an answer of the database to a clever question tells nothing.
"""

import base64
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

MARQUE = "scelle:"
INDECHIFFRABLE = "Ce texte a été scellé avec une clé qui n’est plus celle du portail."


def _sceau() -> Any:
    from cryptography.fernet import Fernet, MultiFernet

    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    empreintes = [salted_hmac("courriel", "sceau", secret=cle, algorithm="sha256").digest() for cle in cles]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(empreinte)) for empreinte in empreintes])


def sceller(texte: str) -> str:
    return MARQUE + str(_sceau().encrypt(texte.encode()).decode())


def desceller(texte: str) -> str:
    """The text; INDECHIFFRABLE when the key has changed. What was written before seals is read as it is."""
    from cryptography.fernet import InvalidToken

    if not texte.startswith(MARQUE):
        return texte
    try:
        return str(_sceau().decrypt(texte.removeprefix(MARQUE).encode()).decode())
    except InvalidToken:
        return INDECHIFFRABLE


class TexteScelle(models.TextField):
    """A text that only the portal reads. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return sceller(super().get_prep_value(value)) if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return desceller(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
