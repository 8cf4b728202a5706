"""One-time links: 256 bits in the mail, their hash in the database."""

import hashlib
import secrets

OCTETS = 32


def nouveau_jeton() -> str:
    return secrets.token_urlsafe(OCTETS)


def empreinte_jeton(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()
