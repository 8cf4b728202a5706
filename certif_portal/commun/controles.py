"""Each kind of upload opened with the parser of that kind. Runs in the process that opens uploads: no Django here."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from certif_portal.commun.actions_pdf import contenu_actif
from certif_portal.commun.archives import noms_des_membres
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.textes import BOMS_UTF16
from certif_portal.commun.types_fichiers import ARCHIVE, CSV, DOCX, JPEG, ODS, OLE, PAGES_MAXIMUM, PDF, PNG, XLS, XLSX

OUVRE_AVEC = ("PIL.Image", "pikepdf")
PIXELS_MAXIMUM = 60_000_000
PARTIES_MAXIMUM = 100
COTE_MAXIMUM = 14_400
"""Of a page, in points of a PDF: five metres, what its readers draw."""
PNG_MAXIMUM = 160_000_000
"""Bytes of a PNG once in memory; a JPEG is read at a smaller scale."""


def controler(type_mime: str, octets: bytes, pages: int = PAGES_MAXIMUM) -> None:
    """Raise FichierRefuse unless this is a sound and inert file of that kind. `pages`: how many a PDF may have."""
    if type_mime == PDF:
        _controler_pdf(octets, pages)
    else:
        CONTROLES[type_mime](octets)


def _controler_pdf(octets: bytes, maximum: int) -> None:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(octets)) as pdf:
            pages, actif = len(pdf.pages), contenu_actif(pdf)
            demesuree = 0 < pages <= maximum and not all(map(_mesuree, pdf.pages))
    except pikepdf.PasswordError as erreur:
        raise FichierRefuse("Ce PDF est protégé par un mot de passe : déposez-le sans protection.") from erreur
    except MemoryError:
        raise
    except Exception as erreur:
        raise FichierRefuse(
            "Ce PDF est illisible ou tronqué : ouvrez-le, réenregistrez-le, puis déposez-le."
        ) from erreur
    if not 0 < pages <= maximum:
        raise FichierRefuse(f"Ce PDF compte {pages} pages : de 1 à {maximum} sont attendues.")
    if demesuree:
        raise FichierRefuse(
            "Une page de ce PDF est trop grande, ou n’a pas de taille : imprimez-le en PDF, puis déposez-le."
        )
    if zipfile.is_zipfile(io.BytesIO(octets)):
        raise FichierRefuse("Ce PDF est aussi une archive : imprimez-le en PDF, puis déposez-le.")
    if actif:
        raise FichierRefuse(f"Ce PDF contient {actif} : imprimez-le en PDF, puis déposez-le.")


def _mesuree(page: Any) -> bool:
    """Whether it can be drawn: a page of a kilometre, or of nothing, fills a memory."""
    gauche, bas, droite, haut = (float(borne) for borne in page.mediabox)
    unite = float(page.obj.get("/UserUnit", 1))
    return all(1 <= abs(cote) * unite <= COTE_MAXIMUM for cote in (droite - gauche, haut - bas))


def _controler_image(octets: bytes) -> None:
    from PIL import Image, ImageFile, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(octets), formats=("JPEG", "PNG")) as image:
            largeur, hauteur = image.size
            if largeur * hauteur > PIXELS_MAXIMUM:
                raise FichierRefuse(f"Cette image est trop grande ({largeur} × {hauteur} points).")
            if image.format == "PNG" and largeur * hauteur * _octets_par_point(image.mode) > PNG_MAXIMUM:
                raise FichierRefuse(
                    f"Cette image PNG est trop grande ({largeur} × {hauteur} points) : enregistrez-la en JPEG."
                )
            image.draft("L", (largeur // 8, hauteur // 8))  # a JPEG is read whole, and kept sixty-four times smaller
            image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as erreur:
        raise FichierRefuse("Cette image est illisible ou tronquée.") from erreur


def _octets_par_point(mode: str) -> int:
    return 1 if mode in ("1", "L", "P") else 2 if mode.startswith("I;16") else 4


def _controler_classeur(octets: bytes) -> None:
    if octets.startswith(OLE):
        raise FichierRefuse(
            "Ce classeur est chiffré, ou d’un ancien format : enregistrez-le en .xlsx sans mot de passe."
        )
    noms = noms_des_membres(octets)
    if any(nom.endswith("vbaProject.bin") for nom in noms):
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le en .xlsx, sans macro.")
    if "xl/workbook.xml" not in noms:
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel (.xlsx).")


def _controler_word(octets: bytes) -> None:
    noms = noms_des_membres(octets, "document Word")
    if any(nom.endswith(("vbaProject.bin", "vbaData.xml")) for nom in noms):
        raise FichierRefuse("Ce document contient des macros : enregistrez-le en .docx, sans macro.")
    if "word/document.xml" not in noms:
        raise FichierRefuse("Ce fichier n’est pas un document Word (.docx).")


def _controler_archive(octets: bytes) -> None:
    """Its list of parts; what comes out of them is counted by whoever reads them, as a stream."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            nombre = len(archive.infolist())
    except (zipfile.BadZipFile, ValueError) as erreur:
        raise FichierRefuse("Cette archive est illisible ou tronquée : téléchargez-la de nouveau.") from erreur
    if nombre > PARTIES_MAXIMUM:
        raise FichierRefuse(f"Cette archive compte {nombre} fichiers : {PARTIES_MAXIMUM} au plus sont attendus.")


def _controler_ods(octets: bytes) -> None:
    noms = noms_des_membres(octets)
    if any(nom.startswith(("Basic/", "Scripts/")) for nom in noms):
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le sans macro.")
    if "content.xml" not in noms:
        raise FichierRefuse("Ce fichier n’est pas un classeur LibreOffice (.ods), ou il est protégé.")


def _controler_xls(octets: bytes) -> None:
    """The directory of an OLE file names its streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in octets:
        raise FichierRefuse("Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe.")
    if "_VBA_PROJECT".encode("utf-16-le") in octets:
        raise FichierRefuse("Ce classeur contient des macros : enregistrez-le en .xlsx, sans macro.")
    if not any(nom.encode("utf-16-le") in octets for nom in ("Workbook", "Book")):
        raise FichierRefuse("Ce fichier n’est pas un classeur Excel, ou il est tronqué.")


def _controler_csv(octets: bytes) -> None:
    """UTF-16 that says so (the « Texte Unicode » of Excel) is read; any other zero is no text."""
    if octets.startswith(BOMS_UTF16) and len(octets) % 2 == 0:
        return
    if b"\x00" in octets:
        raise FichierRefuse(
            "Ce fichier n’est pas un texte séparé, ou son encodage n’est pas lu : dans Excel, enregistrez-le en « CSV "
            "UTF-8 », ou en .xlsx."
        )


CONTROLES: dict[str, Callable[[bytes], None]] = {
    JPEG: _controler_image,
    PNG: _controler_image,
    XLSX: _controler_classeur,
    DOCX: _controler_word,
    ARCHIVE: _controler_archive,
    XLS: _controler_xls,
    ODS: _controler_ods,
    CSV: _controler_csv,
}
