"""Codes printed on the pages of what is signed by hand, and read again on their scans: the only place that knows how.

Reading runs in the process that opens uploads: no Django here.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.types_fichiers import PDF

OUVRE_AVEC = ("PIL.ImageFilter", "PIL.ImageOps", "pikepdf", "pypdfium2", "zxingcpp")
MM = 72 / 25.4
COTE, BANDE = 19 * MM, 26 * MM  # the square, and the strip left for it at the foot of the page
MARGE = 10 * MM
POINTS_MAXIMUM = 3600  # pixels of a page's longest side, whatever its paper
RESOLUTIONS = (200, 300, 150)  # dpi: the usual first, then finer, then coarser against the noise
PAGES_MAXIMUM = 300
ILLISIBLE = "Ce fichier ne s’ouvre pas comme un PDF ou une image : numérisez de nouveau."


@dataclass(frozen=True)
class PageLue:
    """A page of a scan: its rank from 0, and the codes found on it."""

    rang: int
    codes: tuple[str, ...]


# --- printing ------------------------------------------------------------------------------------


def marquer_pages(octets: bytes, codes: list[str]) -> bytes:
    """The same PDF, each page drawn a little smaller above a strip that bears its code, one of `codes` a page."""
    import pikepdf

    with pikepdf.open(io.BytesIO(octets)) as pdf:
        police = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for page, code in zip(pdf.pages, codes, strict=True):
            largeur, hauteur = float(page.mediabox[2]), float(page.mediabox[3])
            echelle = (hauteur - BANDE) / hauteur
            avant = f"q {echelle:.4f} 0 0 {echelle:.4f} {largeur * (1 - echelle) / 2:.2f} {BANDE:.2f} cm\n"
            page.contents_add(avant.encode(), prepend=True)
            page.add_resource(police, pikepdf.Name.Font, pikepdf.Name.CodePage)
            page.contents_add(f"\nQ\n{_dessin(code, largeur - MARGE - COTE)}".encode())
        sortie = io.BytesIO()
        pdf.save(sortie)
    return sortie.getvalue()


def _dessin(texte: str, gauche: float) -> str:
    """The square as filled rectangles, and beside it what it says."""
    import segno

    carre = [list(ligne) for ligne in segno.make_qr(texte, error="q").matrix]
    cote, bas = COTE / len(carre), 5 * MM
    noirs = "\n".join(
        f"{gauche + x * cote:.3f} {bas + (len(carre) - 1 - y) * cote:.3f} {cote + 0.02:.3f} {cote + 0.02:.3f} re"
        for y, ligne in enumerate(carre)
        for x, noir in enumerate(ligne)
        if noir
    )
    dit = f"BT /CodePage 7 Tf {gauche - 62 * MM:.2f} {bas + 2 * MM:.2f} Td ({texte}) Tj ET"
    return f"q 0 g\n{noirs}\nf\n{dit}\nQ\n"


# --- reading -------------------------------------------------------------------------------------


def compter_pages(octets: bytes, type_mime: str) -> int:
    """How many pages a scan has; raises FichierRefuse beyond what one deposit may bear."""
    if type_mime != PDF:
        return 1
    with _pdf(octets) as pdf:
        nombre = len(pdf)
    if nombre > PAGES_MAXIMUM:
        raise FichierRefuse(
            f"Ce fichier compte {nombre} pages, et une numérisation {PAGES_MAXIMUM} au plus : séparez-le."
        )
    return nombre


def lire_pages(octets: bytes, type_mime: str, debut: int, fin: int) -> list[PageLue]:
    """The codes of the pages from `debut`, included, to `fin`, excluded."""
    if type_mime != PDF:
        return [PageLue(0, _codes([_image(octets)]))] if debut == 0 else []
    with _pdf(octets) as pdf:
        return [PageLue(rang, _codes(_rendus(pdf[rang]))) for rang in range(debut, min(fin, len(pdf)))]


def page_en_image(octets: bytes, type_mime: str, rang: int) -> bytes:
    """One page, as a screen shows it."""
    if type_mime == PDF:
        with _pdf(octets) as pdf:
            image = _rendu(pdf[rang], 110)
    else:
        image = _image(octets)
    sortie = io.BytesIO()
    image.convert("L").save(sortie, "JPEG", quality=75)
    return sortie.getvalue()


def assembler(sources: list[tuple[bytes, str, int]]) -> bytes:
    """One PDF of these pages, in this order: (file, type, rank), each as it was scanned."""
    import pikepdf

    ensemble = pikepdf.new()
    ouverts: dict[int, Any] = {}
    for octets, type_mime, rang in sources:
        cle = id(octets)
        if cle not in ouverts:
            ouverts[cle] = pikepdf.open(io.BytesIO(octets if type_mime == PDF else _en_pdf(octets)))
        ensemble.pages.append(ouverts[cle].pages[rang])
    sortie = io.BytesIO()
    ensemble.save(sortie)
    return sortie.getvalue()


def _pdf(octets: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur


def _image(octets: bytes) -> Any:
    from PIL import Image, ImageOps

    try:
        image = Image.open(io.BytesIO(octets), formats=("JPEG", "PNG"))
        image.thumbnail((POINTS_MAXIMUM, POINTS_MAXIMUM))
        return ImageOps.exif_transpose(image).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur


def _en_pdf(octets: bytes) -> bytes:
    sortie = io.BytesIO()
    _image(octets).save(sortie, "PDF", resolution=200)
    return sortie.getvalue()


def _rendu(page: Any, resolution: int) -> Any:
    echelle = min(resolution / 72, POINTS_MAXIMUM / max(*page.get_size(), 1))
    return page.render(scale=echelle, grayscale=True).to_pil().convert("L")


def _rendus(page: Any) -> Iterator[Any]:
    return (_rendu(page, resolution) for resolution in RESOLUTIONS)


def _codes(images: Any) -> tuple[str, ...]:
    """Of the first picture on which something is read, as it is, then cleaned of its noise."""
    import zxingcpp
    from PIL import ImageFilter

    formats: Any = zxingcpp.BarcodeFormat.QRCode  # which its stubs do not take
    for image in images:
        for essai in (image, image.filter(ImageFilter.MedianFilter(3))):
            lus = zxingcpp.read_barcodes(essai, formats=formats)
            if codes := tuple(dict.fromkeys(lu.text for lu in lus if lu.valid)):
                return codes
    return ()
