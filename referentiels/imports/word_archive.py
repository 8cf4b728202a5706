"""The gate of a Word document: an archive that is whole, of the right kind, without macro and of a sane size."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from certif_portal.commun.archives import TropGros, compter
from referentiels.imports.fichier import refus

TAILLE_DECOMPRESSEE = 120 * 1024 * 1024
MEMBRES_MAXIMUM = 4000
_XML_MAXIMUM = 40 * 1024 * 1024
_MACRO = re.compile(r"(?:vbaProject\.bin|vbaData\.xml)$", re.IGNORECASE)
_AUTRES = (
    ("xl/workbook.xml", "un classeur Excel"),
    ("ppt/presentation.xml", "un diaporama PowerPoint"),
    ("mimetype", "un document OpenDocument (.odt) : enregistrez-le en .docx"),
)
PRINCIPAL = "word/document.xml"


def verifier_archive(contenu: bytes) -> None:
    """DocumentRefuse on anything that python-docx should not be given."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            membres = archive.infolist()
            noms = {membre.filename for membre in membres}
            _verifier_nature(noms)
            _verifier_tailles(archive, membres)
            _verifier_xml(archive, membres)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as erreur:
        raise refus("un document Word tronqué ou abîmé") from erreur


def _verifier_nature(noms: set[str]) -> None:
    if PRINCIPAL not in noms:
        nature = next(
            (nature for nom, nature in _AUTRES if nom in noms), "une archive ZIP qui n’est pas un document Word"
        )
        raise refus(nature)
    if any(_MACRO.search(nom) for nom in noms):
        raise refus("un document Word qui contient des macros : enregistrez-le en .docx, sans macro")


def _verifier_tailles(archive: zipfile.ZipFile, membres: list[zipfile.ZipInfo]) -> None:
    """By what comes out of each part, never by what its directory says."""
    if any(membre.flag_bits & 0x1 for membre in membres):
        raise refus("une archive protégée par un mot de passe")
    try:
        compter(archive, maximum=TAILLE_DECOMPRESSEE, membres=MEMBRES_MAXIMUM)
    except TropGros as erreur:
        raise refus("un document Word anormalement gros une fois décompressé") from erreur
    if any(membre.file_size > _XML_MAXIMUM for membre in membres if membre.filename.endswith((".xml", ".rels"))):
        raise refus("un document Word anormalement gros une fois décompressé")


def _verifier_xml(archive: zipfile.ZipFile, membres: list[zipfile.ZipInfo]) -> None:
    """No part of a Word document declares entities."""
    for membre in membres:
        if membre.filename.endswith((".xml", ".rels")):
            with archive.open(membre) as flux:
                if b"<!DOCTYPE" in flux.read(4096):
                    raise refus("un document Word qui déclare des entités XML")
