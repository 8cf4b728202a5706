"""Dates that a spreadsheet shows without their day: « 02/1990 » typed by somebody is the 1st of February for it, and
only the format of the cell still says what was typed. Runs in the process that opens uploads: no Django here."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

MOIS_ANNEE = 17
"""The one date of Excel's own formats that has no day: « mmm-yy »."""
LITTERAUX = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[[^\]]*\]")
"""What a format prints as it is, and its colours, countries and conditions."""
CELLULE = rb"<(?:[A-Za-z0-9]+:)?c\b(?=[^>]*\bs=[\"'](?:%s)[\"'])[^>]*\br=[\"']([A-Z]+)([0-9]+)[\"'][^>]*[^/]>"
MOTS = re.compile(r"[0-9]+|[^\W\d_]+")
UN_BLOC = 6
"""Digits from which one number may hold the day too: « 19900201 »."""


def sans_jour(code: str) -> bool:
    """A format of Excel that shows a year, and no day nor hour: « mm/yyyy », « [$-40C]mmm-yy;@ », « yyyy »."""
    lettres = set(LITTERAUX.sub("", code.split(";")[0]).lower())
    return "y" in lettres and not lettres & set("dhs")


def lire_styles(archive: ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """The ranks of the styles of an .xlsx that show a date without its day, and of those whose letters are struck
    through."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset(), frozenset()
    styles = fromstring(archive.read("xl/styles.xml"))
    formats = {MOIS_ANNEE}
    for element in styles.iter():
        if element.tag.endswith("}numFmt") and sans_jour(element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", "0")))
    polices = next((element for element in styles.iter() if element.tag.endswith("}fonts")), ())
    barrees = {rang for rang, police in enumerate(polices) if any(_est_barre(trait) for trait in police)}
    cellules = next((element for element in styles.iter() if element.tag.endswith("}cellXfs")), ())
    return _rangs(cellules, "numFmtId", formats), _rangs(cellules, "fontId", barrees)


def _rangs(cellules: Iterable[Any], attribut: str, voulus: set[int]) -> frozenset[int]:
    return frozenset(rang for rang, style in enumerate(cellules) if int(style.get(attribut, "0")) in voulus)


def _est_barre(trait: Any) -> bool:
    return str(trait.tag).endswith("}strike") and trait.get("val", "1") in ("1", "true")


def cellules_du_style(partie: bytes, styles: frozenset[int]) -> Iterator[tuple[bytes, bytes]]:
    """Column and row of the filled cells of one part of a workbook that bear one of these styles."""
    voulus = b"|".join(str(style).encode() for style in sorted(styles))
    return ((lieu[1], lieu[2]) for lieu in re.finditer(CELLULE % voulus, partie)) if voulus else iter(())


def montre_sans_jour(valeur: str, texte: str) -> bool:
    """The first of a month in a LibreOffice cell, whose text leaves it out: « févr. 90 », « 02/1990 », « 1990 »."""
    mots = MOTS.findall(texte)
    return valeur[8:10] == "01" and 0 < len(mots) < 3 and all(len(mot) < UN_BLOC or mot.isalpha() for mot in mots)
