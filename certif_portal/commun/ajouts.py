"""What is written in a picture beside its points: place, device, day, comments, thumbnail, another file after the end.

Taken off without touching the points, so that a scan keeps the sharpness its codes are read with. Runs in the process
that opens uploads: no Django here.
"""

import io
import re
import struct
from collections.abc import Iterator

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.types_fichiers import JPEG

OUVRE_AVEC = ("PIL.Image", "PIL.ImageOps")
QUALITE = 92
"""Of a JPEG whose points are written again, because its camera lay on its side."""
FIN_DES_SEGMENTS, DEBUT_DES_POINTS, FIN = 0xD9, 0xDA, b"\xff\xd9"
JFIF, ICC, ADOBE, COMMENTAIRE = 0xE0, 0xE2, 0xEE, 0xFE
SUITE = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The marker that ends a run of points: neither a stuffed byte nor a restart."""
ORIENTATION, DROITE = 0x0112, 1
GARDES_PNG = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
"""What a PNG is drawn with: the rest tells of it."""


def sans_ajouts(octets: bytes, type_mime: str) -> bytes:
    """The same picture, upright, and nothing else; it has passed its control."""
    try:
        if type_mime == JPEG and _penchee(octets):
            return _redresser(octets)
        return b"".join(_jpeg(octets) if type_mime == JPEG else _png(octets))
    except (struct.error, IndexError, OSError, ValueError, SyntaxError) as erreur:
        raise FichierRefuse("Cette image est illisible ou tronquée.") from erreur


def _penchee(octets: bytes) -> bool:
    from PIL import Image

    with Image.open(io.BytesIO(octets), formats=("JPEG",)) as image:
        return image.getexif().get(ORIENTATION, DROITE) not in (DROITE, 0)


def _redresser(octets: bytes) -> bytes:
    from PIL import Image, ImageOps

    sortie = io.BytesIO()
    with Image.open(io.BytesIO(octets), formats=("JPEG",)) as image:
        droite = ImageOps.exif_transpose(image)
        droite.info = {nom: droite.info[nom] for nom in ("icc_profile", "dpi") if nom in droite.info}
        droite.save(sortie, "JPEG", quality=QUALITE, exif=b"", icc_profile=droite.info.get("icc_profile"))
    return sortie.getvalue()


def _jpeg(octets: bytes) -> Iterator[bytes]:
    """Segment by segment, up to the first end of image."""
    yield octets[:2]
    rang = 2
    while rang < len(octets):
        if octets[rang] != 0xFF:
            raise ValueError
        marqueur = octets[rang + 1]
        if marqueur == 0xFF:  # filling
            rang += 1
            continue
        if marqueur == FIN_DES_SEGMENTS:
            break
        [longueur] = struct.unpack_from("!H", octets, rang + 2)
        segment = octets[rang : rang + 2 + longueur]
        rang += 2 + longueur
        if _se_garde(marqueur, segment):
            yield segment
        if marqueur == DEBUT_DES_POINTS:
            suite = SUITE.search(octets, rang)
            fin = suite.start() if suite else len(octets)
            yield octets[rang:fin]
            rang = fin
    yield FIN


def _se_garde(marqueur: int, segment: bytes) -> bool:
    if marqueur == JFIF:
        return segment[4:9] == b"JFIF\0"
    if marqueur == ICC:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marqueur == ADOBE or not (JFIF < marqueur <= 0xEF or marqueur == COMMENTAIRE)


def _png(octets: bytes) -> Iterator[bytes]:
    """Chunk by chunk, up to the first end of image."""
    yield octets[:8]
    rang = 8
    while rang < len(octets):
        [longueur] = struct.unpack_from("!L", octets, rang)
        nom, fin = octets[rang + 4 : rang + 8], rang + 12 + longueur
        if nom in GARDES_PNG:
            yield octets[rang:fin]
        if nom == b"IEND":
            break
        rang = fin
