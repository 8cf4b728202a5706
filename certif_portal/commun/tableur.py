"""Workbooks going out: typed cells, and no text that a spreadsheet would take for a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

Valeur = str | date | Decimal | int | None
# What a spreadsheet takes for the beginning of a formula, full-width forms included (some versions fold them).
DEBUTS_DE_FORMULE = tuple("=+-@\t\r\n＝＋－＠")
EUROS = '#,##0.00\\ "€"'


def ecrire_tableau(
    titre: str, colonnes: Sequence[tuple[str, int]], lignes: Iterable[Sequence[Valeur]], *, figer: str = "A2"
) -> bytes:
    """The bytes of an .xlsx of one sheet; `colonnes`: header and width in characters."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    feuille = classeur.create_sheet(titre[:31])
    for rang, (entete, largeur) in enumerate(colonnes, start=1):
        ecrire_cellule(feuille.cell(row=1, column=rang), entete)
        feuille.cell(row=1, column=rang).font = Font(bold=True)
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    numero = 1
    for numero, ligne in enumerate(lignes, start=2):
        for rang, valeur in enumerate(ligne, start=1):
            ecrire_cellule(feuille.cell(row=numero, column=rang), valeur)
    feuille.freeze_panes = figer
    feuille.auto_filter.ref = f"A1:{get_column_letter(max(len(colonnes), 1))}{numero}"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def ecrire_cellule(cellule: "Cell | MergedCell", valeur: Valeur) -> None:
    """A date stays a date, an amount a number; a text stays a text, whatever it begins with."""
    from openpyxl.cell import MergedCell

    if valeur is None or valeur == "" or isinstance(cellule, MergedCell):
        return
    cellule.value = valeur
    if isinstance(valeur, date):
        cellule.number_format = "DD/MM/YYYY"
    elif isinstance(valeur, Decimal):
        cellule.number_format = EUROS
    elif isinstance(valeur, str):
        cellule.data_type = "s"
        cellule.quotePrefix = valeur.startswith(DEBUTS_DE_FORMULE)
