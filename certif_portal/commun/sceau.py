"""Sealed bytes: only who holds the key reads them; the base holds its hash."""

import base64
import hashlib
from contextlib import suppress

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _fernet(cle: str, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sceau:{secret}:{cle}".encode()).digest()))


def sceller(octets: bytes, cle: str) -> bytes:
    return _fernet(cle, settings.SECRET_KEY).encrypt(octets)


def ouvrir(scelle: bytes | memoryview, cle: str) -> bytes | None:
    """The bytes, sealed by the portal's key or by one of before; None under another."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        with suppress(InvalidToken):
            return _fernet(cle, secret).decrypt(bytes(scelle))
    return None
