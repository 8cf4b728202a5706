"""What a browser encrypts to the portal: opened by it alone, under the key of today or the one before."""

import base64
import os

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from certif_portal.commun.enveloppe import USAGE, cle_publique, ouvrir
from certif_portal.commun.erreurs import FichierRefuse


def fermer(contenu: bytes, publique: str | None = None) -> dict[str, str]:
    """As `fermerPour` of the tablet does."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(publique or cle_publique()))
    passagere, iv = ec.generate_private_key(ec.SECP256R1()), os.urandom(12)
    cle = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"", info=USAGE).derive(passagere.exchange(ec.ECDH(), point))
    ephemere = passagere.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    parties = {"cle": ephemere, "iv": iv, "octets": AESGCM(cle).encrypt(iv, contenu, None)}
    return {nom: base64.b64encode(octets).decode() for nom, octets in parties.items()}


def test_ce_qui_est_chiffre_pour_le_portail_s_ouvre():
    assert ouvrir(fermer("Pas maîtrisée".encode())) == "Pas maîtrisée".encode()
    assert len(base64.b64decode(cle_publique())) == 65


def test_une_cle_changee_ouvre_encore_ce_qui_etait_chiffre(settings):
    enveloppe, ancienne = fermer(b"avant"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre cle " * 5, [ancienne]
    assert (ouvrir(enveloppe), ouvrir(fermer(b"apres"))) == (b"avant", b"apres")
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(FichierRefuse, match="chiffré pour un autre portail"):
        ouvrir(enveloppe)


@pytest.mark.parametrize("defaut", ["cle", "iv", "octets", "texte", "manque", "nombre"])
def test_un_fichier_abime_ne_s_ouvre_pas(defaut):
    enveloppe = fermer(b"x")
    if defaut == "manque":
        del enveloppe["iv"]
    elif defaut == "nombre":
        enveloppe["cle"] = 12
    elif defaut == "texte":
        enveloppe["octets"] = "pas du base64 !"
    else:
        octets = bytearray(base64.b64decode(enveloppe[defaut]))
        octets[-1] ^= 1
        enveloppe[defaut] = base64.b64encode(bytes(octets)).decode()
    with pytest.raises(FichierRefuse, match="ne s’ouvre pas ici"):
        ouvrir(enveloppe)
