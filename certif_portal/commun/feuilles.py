"""The sheets of a workbook, cell by cell, as Excel numbers them: read in a process of their own."""

import io
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from certif_portal.commun.a_part import executer
from certif_portal.commun.archives import (
    ETENDUE_COLONNES,
    ETENDUE_LIGNES,
    ILLISIBLE,
    Dessous,
    examiner_ods,
    examiner_xlsx,
    noms_des_membres,
)
from certif_portal.commun.erreurs import FichierRefuse

Cellule = str | float | int | bool | date | datetime | time | timedelta
Ligne = list[Cellule]
OUVRE_AVEC = ("python_calamine",)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Feuille:
    """One sheet: its lines from the first one, as they are numbered."""

    nom: str
    lignes: list[Ligne]
    dessous: Dessous = field(default_factory=Dessous)
    masquee: bool = False


def est_un_classeur(octets: bytes) -> bool:
    return octets.startswith((ZIP, OLE))


def lire_feuilles(octets: bytes) -> tuple[bool, list[Feuille]]:
    """Whether the days of this .xlsx, .xls or .ods are counted from 1904, and its sheets; raises FichierRefuse."""
    lues: tuple[bool, list[Feuille]] = executer(f"{__name__}:lire_ici", octets)
    return lues


def lire_ici(octets: bytes) -> tuple[bool, list[Feuille]]:
    """The same, in this very process: the one with limits."""
    if not octets.startswith(ZIP):
        return False, _lire(octets, {})
    noms_des_membres(octets)
    if b"opendocument.spreadsheet" in octets[:120]:
        return False, _lire(octets, examiner_ods(octets))
    depuis_1904, dessous = examiner_xlsx(octets)
    return depuis_1904, _lire(octets, dessous)


def _lire(octets: bytes, dessous: dict[str, Dessous]) -> list[Feuille]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        masquees = {f.name for f in classeur.sheets_metadata if f.visible != SheetVisibleEnum.Visible}
        return [
            replace(_feuille(classeur.get_sheet_by_name(nom), nom, dessous), masquee=nom in masquees)
            for nom in classeur.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as erreur:
        raise FichierRefuse(ILLISIBLE) from erreur


def _feuille(feuille: Any, nom: str, dessous: dict[str, Dessous]) -> Feuille:
    if feuille.total_height > ETENDUE_LIGNES or feuille.total_width > ETENDUE_COLONNES:
        raise FichierRefuse("Une cellule égarée rend ce classeur trop grand : gardez la seule liste à importer.")
    return Feuille(nom, feuille.to_python(skip_empty_area=False), dessous.get(nom, Dessous()))
