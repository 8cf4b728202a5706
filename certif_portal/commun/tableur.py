"""Workbooks going out: typed cells, and no text that a spreadsheet would take for a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

Valeur = str | date | Decimal | int | None
# What a spreadsheet takes for the beginning of a formula, full-width forms included (some versions fold them).
DEBUTS_DE_FORMULE = tuple("=+-@\t\r\n＝＋－＠")
INECRIVABLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no workbook holds: the door takes them off, and a text of before it must not stop an export."""
PLAFOND = 5_000
"""Rows written while somebody waits; beyond, the workbook is prepared apart (decision 0125)."""
EUROS = '#,##0.00\\ "€"'


def ecrire_tableau(
    titre: str, colonnes: Sequence[tuple[str, int]], lignes: Iterable[Sequence[Valeur]], *, figer: str = "A2"
) -> bytes:
    """The bytes of an .xlsx of one sheet; `colonnes`: header and width in characters. Each row leaves as it comes: the
    memory does not grow with their number."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(titre[:31])
    feuille.freeze_panes = figer
    for rang, (_, largeur) in enumerate(colonnes, start=1):
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    feuille.append([_cellule(feuille, entete, gras=True) for entete, _ in colonnes])
    derniere = 1
    for ligne in lignes:
        feuille.append([_cellule(feuille, valeur) for valeur in ligne])
        derniere += 1
    feuille.auto_filter.ref = f"A1:{get_column_letter(max(len(colonnes), 1))}{derniere}"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _cellule(feuille: Any, valeur: Valeur, *, gras: bool = False) -> Any:
    """A cell sent with its row; a plain text needs no style, which is most of its cost."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if valeur is None or valeur == "":
        return None
    cellule = WriteOnlyCell(feuille)
    ecrire_cellule(cellule, valeur)
    if gras:
        cellule.font = Font(bold=True)
    return cellule


def ecrire_cellule(cellule: "Cell | MergedCell", valeur: Valeur) -> None:
    """A date stays a date, an amount a number; a text stays a text, whatever it begins with."""
    from openpyxl.cell import MergedCell

    if valeur is None or valeur == "" or isinstance(cellule, MergedCell):
        return
    cellule.value = INECRIVABLES.sub("", valeur) if isinstance(valeur, str) else valeur
    if isinstance(valeur, date):
        cellule.number_format = "DD/MM/YYYY"
    elif isinstance(valeur, Decimal):
        cellule.number_format = EUROS
    elif isinstance(valeur, str):
        cellule.data_type = "s"
        cellule.quotePrefix = valeur.startswith(DEBUTS_DE_FORMULE)
