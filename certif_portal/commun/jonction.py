"""An act followed by the files joined to it: they were uploaded, so they are opened in a process of their own.

No Django here.
"""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from certif_portal.commun.marque_ua import demarquer
from certif_portal.commun.types_fichiers import PDF

if TYPE_CHECKING:
    import pikepdf

OUVRE_AVEC = ("PIL.Image", "PIL.ImageOps", "pikepdf")
PAGE, CADRE = (1240, 1754), (1120, 1634)
"""An A4 page at 150 dots per inch, and what a picture may take of it."""


def joindre(principal: bytes, annexes: Sequence[tuple[str, bytes, str]]) -> bytes:
    """The PDF followed by its annexes (title, bytes, type), each with a bookmark; images become A4 pages."""
    import pikepdf

    with pikepdf.open(io.BytesIO(principal)) as document:
        demarquer(document)
        signets = []
        for titre, octets, type_mime in annexes:
            signets.append((titre, len(document.pages)))
            with pikepdf.open(io.BytesIO(octets if type_mime == PDF else page_image(octets))) as annexe:
                document.pages.extend(annexe.pages)
        with document.open_outline() as plan:
            plan.root.extend(pikepdf.OutlineItem(titre, page) for titre, page in signets)
        sortie = io.BytesIO()
        document.save(sortie, deterministic_id=True)
        return sortie.getvalue()


def fusionner(documents: Iterable[bytes], *, recto_verso: bool = False) -> bytes:
    """One file for the printer, of PDF that the portal rendered itself. `recto_verso`: each begins on a new leaf of
    paper, a blank page after those that end on a front."""
    import pikepdf

    with pikepdf.new() as liasse:
        for octets in documents:
            with pikepdf.open(io.BytesIO(octets)) as document:
                liasse.pages.extend(document.pages)
                if recto_verso and len(document.pages) % 2:
                    _, _, largeur, hauteur = (float(borne) for borne in document.pages[-1].mediabox)
                    liasse.add_blank_page(page_size=(largeur, hauteur))
        sortie = io.BytesIO()
        liasse.save(sortie, deterministic_id=True)
        return sortie.getvalue()


def superposer(original: bytes, marque: bytes) -> bytes:
    """The pages of `original`, the mark laid over the first: both were made by the portal."""
    import pikepdf

    with pikepdf.open(io.BytesIO(original)) as document, pikepdf.open(io.BytesIO(marque)) as dessus:
        _retirer_sceau(document)
        demarquer(document)
        page = document.pages[0]
        page.add_overlay(dessus.pages[0], pikepdf.Rectangle(page.mediabox))
        sortie = io.BytesIO()
        document.save(sortie, deterministic_id=True)
        return sortie.getvalue()


def _retirer_sceau(document: "pikepdf.Pdf") -> None:
    """A seal says nothing of a page that is written over: the copy would bear a broken one."""
    if "/AcroForm" in document.Root:
        del document.Root.AcroForm
        for page in document.pages:
            if "/Annots" in page:
                del page.Annots


def page_image(octets: bytes) -> bytes:
    """One A4 page, the picture fitted inside, upright as its camera says; made small before anything else."""
    from PIL import Image, ImageOps

    page = Image.new("RGB", PAGE, "white")
    with Image.open(io.BytesIO(octets), formats=("JPEG", "PNG")) as brute:
        brute.draft("RGB", (max(CADRE), max(CADRE)))
        petite = ImageOps.contain(brute, (max(CADRE), max(CADRE))) if max(brute.size) > max(CADRE) else brute
        petite.info |= brute.info
        image = ImageOps.contain(ImageOps.exif_transpose(petite).convert("RGBA"), CADRE)
    page.paste(image, ((page.width - image.width) // 2, (page.height - image.height) // 2), image)
    sortie = io.BytesIO()
    page.save(sortie, "PDF", resolution=150)
    return sortie.getvalue()
