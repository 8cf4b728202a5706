"""Sealed bytes: only who holds the key reads them; the base holds its hash."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _fernet(cle: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sceau:{settings.SECRET_KEY}:{cle}".encode()).digest()))


def sceller(octets: bytes, cle: str) -> bytes:
    return _fernet(cle).encrypt(octets)


def ouvrir(scelle: bytes | memoryview, cle: str) -> bytes | None:
    """The bytes; None under another key."""
    try:
        return _fernet(cle).decrypt(bytes(scelle))
    except InvalidToken:
        return None
