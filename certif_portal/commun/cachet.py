"""The electronic seal (PAdES) of what the centre delivers, when the machine that runs the portal has its key.

The key is a PKCS#12 file, out of the database and of its backups (`SCEAU_PKCS12`, `SCEAU_MOT_DE_PASSE`).
"""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from certif_portal.commun.pdf import RenduImpossible
from certif_portal.commun.typographie import date_longue, jour_de

CHAMP = "SceauDuCentre"


def cle_installee() -> bool:
    return bool(settings.SCEAU_PKCS12)


def sceller_pdf(octets: bytes, *, a: datetime) -> bytes:
    """The same bytes, followed by the seal that covers them all; RenduImpossible, with the reason, without a key, or
    with one whose certificate does not hold at that instant: every reader would call the seal worthless."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    mention = signers.PdfSignatureMetadata(field_name=CHAMP, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    signataire, sortie = _signataire(a), io.BytesIO()
    with ThreadPoolExecutor(1) as fil:  # pyHanko opens an event loop: refused in a thread that runs one already
        fil.submit(
            signers.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(octets)), mention, signataire, output=sortie
        ).result()
    return sortie.getvalue()


def _signataire(a: datetime) -> Any:
    if not cle_installee():
        raise RenduImpossible("Le sceau électronique est demandé, et aucune clé n’est installée (SCEAU_PKCS12).")
    try:
        date = Path(settings.SCEAU_PKCS12).stat().st_mtime_ns  # another key, another reading
    except OSError as erreur:
        raise RenduImpossible(f"La clé du sceau électronique ne se lit pas : {erreur.strerror}.") from erreur
    signataire = _ouvrir(settings.SCEAU_PKCS12, settings.SCEAU_MOT_DE_PASSE, date)
    debut, fin = signataire.signing_cert.not_valid_before, signataire.signing_cert.not_valid_after
    if not debut <= a <= fin:
        vaut = f"du {date_longue(jour_de(debut))} au {date_longue(jour_de(fin))}"
        raise RenduImpossible(f"Le certificat du sceau électronique vaut {vaut} : une autre clé est à installer.")
    return signataire


@lru_cache(maxsize=1)
def _ouvrir(chemin: str, mot_de_passe: str, _date: int) -> Any:
    from pyhanko.sign import signers

    signataire = signers.SimpleSigner.load_pkcs12(chemin, passphrase=mot_de_passe.encode())
    if signataire is None:
        raise RenduImpossible("La clé du sceau électronique ne s’ouvre pas : fichier ou mot de passe faux.")
    return signataire
