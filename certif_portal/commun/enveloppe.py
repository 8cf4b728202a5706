"""What leaves the portal's pages to come back by hand: encrypted by a browser to the portal, which alone opens it.

The key pair comes from SECRET_KEY, like the seal of texts (`scelle.py`): nothing to keep, back up or lose beside it.
ECDH on P-256, HKDF-SHA-256, AES-256-GCM: what every browser knows.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from certif_portal.commun.erreurs import FichierRefuse

USAGE = b"certif-portal enveloppe 1"
ILLISIBLE = "Ce fichier est abîmé, ou a été chiffré pour un autre portail : il ne s’ouvre pas ici."


def cle_publique() -> str:
    """The point of the curve, uncompressed, in base64: what the browser is given."""
    from cryptography.hazmat.primitives import serialization

    point = next(_cles()).public_key()
    octets = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.b64encode(octets).decode()


def ouvrir(enveloppe: Mapping[str, Any]) -> bytes:
    """What was encrypted, under the key of today or one of those before. Raises FichierRefuse."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        point, iv, octets = (base64.b64decode(enveloppe[nom], validate=True) for nom in ("cle", "iv", "octets"))
        passagere = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        for cle in _cles():
            try:
                return AESGCM(_partagee(cle, passagere)).decrypt(iv, octets, None)
            except InvalidTag:
                continue
    except (KeyError, TypeError, ValueError, binascii.Error) as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur
    raise FichierRefuse(ILLISIBLE)


def _cles() -> Iterator[Any]:
    from cryptography.hazmat.primitives.asymmetric import ec

    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        tire = salted_hmac("enveloppe", "cle", secret=secret, algorithm="sha512").digest()
        yield ec.derive_private_key(1 + int.from_bytes(tire) % (ORDRE - 1), ec.SECP256R1())


ORDRE = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""


def _partagee(privee: Any, publique: Any) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"", info=USAGE)
    return bytes(derivation.derive(privee.exchange(ec.ECDH(), publique)))
