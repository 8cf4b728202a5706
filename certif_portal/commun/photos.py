"""Pictures of papers: what a telephone sends becomes a JPEG that a screen reads; the pages of a PDF become a picture.

Runs in the process that opens uploads: no Django here.
"""

import io
from typing import Any

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.types_fichiers import HEIC

COTE, QUALITE = 2400, 85
"""Points of the longest side, and quality of the JPEG: the small print of an identity card stays readable."""
OUVRE_AVEC = ("PIL.Image", "PIL.ImageOps", "pi_heif", "pikepdf", "pypdfium2")
LEGER = 1_500_000
"""Bytes under which a JPEG or a PNG is kept as it came, unless a camera wrote beside it."""
A_COTE = (b"Exif\0", b"eXIf", b"ns.adobe.com/xap")
"""Marks of what a camera writes beside a picture: place, day, device."""
PAGES_D_UNE_PIECE = 6
LARGEUR_D_UNE_PAGE = 1400
PIXELS_MAXIMUM = 60_000_000


def reduire(octets: bytes, type_mime: str) -> bytes:
    """The same picture as a JPEG no larger than a screen needs, upright, without what the camera wrote beside it."""
    from PIL import Image, ImageOps

    try:
        with _ouvrir(octets, type_mime) as image:
            if image.width * image.height > PIXELS_MAXIMUM:
                raise FichierRefuse(f"Cette image est trop grande ({image.width} × {image.height} points).")
            image.draft("RGB", (COTE, COTE))
            image.thumbnail((COTE, COTE), Image.Resampling.LANCZOS)
            return _en_jpeg(ImageOps.exif_transpose(image))
    except MemoryError:
        raise
    except (OSError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError) as erreur:
        raise FichierRefuse("Cette image est illisible ou tronquée.") from erreur


def _ouvrir(octets: bytes, type_mime: str) -> Any:
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    if type_mime == HEIC:
        import pi_heif

        pi_heif.options.THUMBNAILS = False
        pi_heif.register_heif_opener()
        return Image.open(io.BytesIO(octets), formats=("HEIF",))
    return Image.open(io.BytesIO(octets), formats=("JPEG", "PNG"))


def _en_jpeg(image: Any) -> bytes:
    """On white where the picture is transparent; what was read beside it (comment, XMP) is not written again."""
    from PIL import Image

    if image.mode != "RGB":
        fond = Image.new("RGB", image.size, "white")
        transparente = image.convert("RGBA")
        fond.paste(transparente, mask=transparente.getchannel("A"))
        image = fond
    sortie = io.BytesIO()
    image.info = {}
    image.save(sortie, "JPEG", quality=QUALITE)
    return sortie.getvalue()


def pages_en_image(octets: bytes) -> bytes:
    """The first pages of a PDF, one above the other, as a JPEG."""
    import pypdfium2
    from PIL import Image

    try:
        with pypdfium2.PdfDocument(octets) as pdf:
            pages = [_page(pdf[rang]) for rang in range(min(len(pdf), PAGES_D_UNE_PIECE))]
    except pypdfium2.PdfiumError as erreur:
        raise FichierRefuse("Ce PDF ne peut pas être montré à l’écran : ouvrez-le.") from erreur
    hauteur = sum(page.height for page in pages)
    ensemble = Image.new("RGB", (max(page.width for page in pages), hauteur), "white")
    haut = 0
    for page in pages:
        ensemble.paste(page, (0, haut))
        haut += page.height
    return _en_jpeg(ensemble)


def _page(page: Any) -> Any:
    """At the width of a screen, whatever the paper; a strip is held to its height."""
    largeur, hauteur = page.get_size()
    echelle = min(LARGEUR_D_UNE_PAGE / max(largeur, 1), 2 * LARGEUR_D_UNE_PAGE / max(hauteur, 1))
    return page.render(scale=echelle).to_pil().convert("RGB")


def nombre_de_pages(octets: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(octets)) as pdf:
        return len(pdf.pages)
