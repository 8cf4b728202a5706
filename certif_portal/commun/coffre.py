"""A stream encrypted to a public key: who makes the file cannot open it, and no byte of it can be changed or cut.

X25519 with a key pair of one file, HKDF-SHA-256, then AES-256-GCM by blocks of one MiB: the nonce is the rank of the
block, and the last one says that it is the last. Only the private key, kept away from the portal, opens it (0417).
"""

import hashlib
from collections.abc import Iterator
from typing import IO, Any

from certif_portal.commun.erreurs import FichierRefuse

MAGIE = b"coffre du portail 1\n"
BLOC = 1024 * 1024
ENTETE = 5
"""Bytes before each block: 1 when it is the last, then its encrypted length."""
NOM = 8
"""Bytes that tell one key from another."""
MARQUE = 16
"""Bytes that AES-GCM adds."""
CLE_FAUSSE = "Cette clé n’ouvre pas ce fichier : prenez celle qui répond à la clé publique avec laquelle il a été fait."


class Coffre:
    """Writes to `sortie` what it is given; `fermer` writes the last block, without which the file does not open."""

    def __init__(self, sortie: IO[bytes], cle_publique: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

        passagere = X25519PrivateKey.generate()
        destinataire = X25519PublicKey.from_public_bytes(cle_publique)
        self._sortie, self._rang, self._reste = sortie, 0, bytearray()
        point = passagere.public_key().public_bytes_raw()
        self._chiffre = _chiffre(passagere.exchange(destinataire), point, cle_publique)
        sortie.write(MAGIE + _nom_de(cle_publique) + point)

    def ecrire(self, octets: bytes) -> None:
        self._reste += octets
        while len(self._reste) > BLOC:  # the last block is never known before the end
            self._poser(bytes(self._reste[:BLOC]), dernier=False)
            del self._reste[:BLOC]

    def fermer(self) -> None:
        self._poser(bytes(self._reste), dernier=True)

    def _poser(self, clair: bytes, *, dernier: bool) -> None:
        entete = bytes([dernier]) + (len(clair) + MARQUE).to_bytes(4, "big")
        self._sortie.write(entete + self._chiffre.encrypt(self._rang.to_bytes(12, "big"), clair, entete))
        self._rang += 1


def ouvrir(entree: IO[bytes], cle_privee: bytes) -> Iterator[bytes]:
    """What was written, block by block, each checked before it is given. Raises FichierRefuse, at the end too: a file
    that was cut has no last block."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    if entree.read(len(MAGIE)) != MAGIE:
        raise FichierRefuse("Ce fichier n’est pas une sauvegarde du portail.")
    privee = X25519PrivateKey.from_private_bytes(cle_privee)
    publique = privee.public_key().public_bytes_raw()
    nom, point = entree.read(NOM), entree.read(32)
    if len(point) != 32:
        raise FichierRefuse(coupe(0))
    if nom != _nom_de(publique):
        raise FichierRefuse(CLE_FAUSSE)
    chiffre = _chiffre(privee.exchange(X25519PublicKey.from_public_bytes(point)), point, publique)
    rang, dernier = 0, False
    while not dernier:
        entete = entree.read(ENTETE)
        longueur = int.from_bytes(entete[1:], "big")
        if len(entete) < ENTETE or not MARQUE <= longueur <= BLOC + MARQUE:
            raise FichierRefuse(coupe(rang))
        try:
            clair = chiffre.decrypt(rang.to_bytes(12, "big"), entree.read(longueur), entete)
        except (InvalidTag, ValueError) as erreur:
            raise FichierRefuse(abime(rang)) from erreur
        yield clair
        rang, dernier = rang + 1, entete[0] == 1
    if entree.read(1):
        raise FichierRefuse(abime(rang))


def coupe(rang: int) -> str:
    return f"Cette sauvegarde est coupée ou abîmée après {rang} Mio : rien n’en est repris. Prenez-en une autre."


def abime(rang: int) -> str:
    return f"Cette sauvegarde a été changée ou abîmée entre {rang} et {rang + 1} Mio : rien n’en est repris."


def nouvelle_paire() -> tuple[bytes, bytes]:
    """(private, public)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    privee = X25519PrivateKey.generate()
    return privee.private_bytes_raw(), privee.public_key().public_bytes_raw()


def _nom_de(cle_publique: bytes) -> bytes:
    return hashlib.sha256(MAGIE + cle_publique).digest()[:NOM]


def _chiffre(partage: bytes, point: bytes, publique: bytes) -> Any:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=point + publique, info=MAGIE)
    return AESGCM(derivation.derive(partage))
