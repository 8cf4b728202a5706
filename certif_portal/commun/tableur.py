"""Workbooks going out: typed cells, and no text that a spreadsheet would take for a formula.

A list is written as the text that an .xlsx is made of, row after row: neither its cells nor its rows are held
(decision 0379). openpyxl writes what has a form: models and annotated workbooks.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from certif_portal.commun.erreurs import ErreurMetier

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
JOURS = "DD/MM/YYYY"
TEXTE_MAXIMAL = 32_767
"""Characters that a cell holds."""
LIGNES_MAXIMUM = 1_048_576
"""Rows that a sheet holds, its header among them."""
TROP_DE_LIGNES = (
    f"Une feuille de classeur tient {LIGNES_MAXIMUM - 1:_} lignes sous ses titres : resserrez les filtres de la liste."
).replace("_", "\u202f")
DE_FRONT = 200
"""Rows sent together to the compressor."""
ORIGINE = date(1899, 12, 30)
PREMIER_JOUR = date(1900, 3, 1)
"""A spreadsheet counts a 29 February 1900: what comes before is written in words."""
ENTETE, JOUR, MONTANT, INERTE = 1, 2, 3, 4
"""Rows of `cellXfs` below; 0 is a plain cell."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_GENRE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_FIXES = {
    "[Content_Types].xml": f'<Types xmlns="{_PAQUET}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_GENRE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_GENRE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_GENRE}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PAQUET}/relationships">'
    f'<Relationship Id="rId1" Type="{_LIENS}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PAQUET}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PAQUET}/relationships">'
    f'<Relationship Id="rId1" Type="{_LIENS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LIENS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_PRINCIPAL}"><numFmts count="2">'
    f'<numFmt numFmtId="164" formatCode="{JOURS}"/><numFmt numFmtId="165" formatCode={quoteattr(EUROS)}/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def ecrire_tableau(
    titre: str, colonnes: Sequence[tuple[str, int]], lignes: Iterable[Sequence[Valeur]], *, figer: str = "A2"
) -> bytes:
    """The bytes of an .xlsx of one sheet; `colonnes`: header and width in characters. Each row leaves as it comes: the
    memory does not grow with their number."""
    lettres = [lettres_de(rang) for rang in range(1, max(len(colonnes), 1) + 1)]
    compte, sortie = _Compte(), io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for nom, contenu in _FIXES.items():
            archive.writestr(nom, _XML + contenu)
        with archive.open("xl/worksheets/sheet1.xml", "w") as feuille:
            feuille.write(_tete(colonnes, figer).encode())
            rangees = _rangees(colonnes, lignes, lettres, compte)
            while envoi := "".join(islice(rangees, DE_FRONT)):
                feuille.write(envoi.encode())
            feuille.write(f'</sheetData><autoFilter ref="A1:{lettres[-1]}{compte.derniere}"/></worksheet>'.encode())
        archive.writestr("xl/workbook.xml", _XML + _classeur(titre[:31], lettres[-1], compte.derniere))
        archive.writestr("docProps/core.xml", _XML + _proprietes(titre))
    return sortie.getvalue()


class _Compte:
    derniere = 1


def _rangees(
    colonnes: Sequence[tuple[str, int]], lignes: Iterable[Sequence[Valeur]], lettres: list[str], compte: _Compte
) -> Iterator[str]:
    entetes = (_texte(f"{lettre}1", entete, ENTETE) for lettre, (entete, _) in zip(lettres, colonnes, strict=False))
    yield f'<row r="1">{"".join(entetes)}</row>'
    for rang, ligne in enumerate(lignes, start=2):
        if rang > LIGNES_MAXIMUM:
            raise ErreurMetier(TROP_DE_LIGNES)
        compte.derniere = rang
        yield f'<row r="{rang}">{_cellules(lettres, rang, ligne)}</row>'


def _cellules(lettres: list[str], rang: int, ligne: Sequence[Valeur]) -> str:
    """Empty ones are left out."""
    return "".join(
        [
            (_ECRIRE.get(type(valeur)) or _facon_de(valeur))(f"{lettre}{rang}", valeur)
            for lettre, valeur in zip(lettres, ligne, strict=True)
            if valeur is not None and valeur != ""
        ]
    )


def _texte(place: str, valeur: str, style: int = 0) -> str:
    propre = INECRIVABLES.sub("", valeur[:TEXTE_MAXIMAL])
    if not style and propre.startswith(DEBUTS_DE_FORMULE):
        style = INERTE
    ecrit = escape(propre, {"\r": "&#13;"}) if not propre.isalnum() else propre
    facon = f' s="{style}"' if style else ""
    return f'<c r="{place}"{facon} t="inlineStr"><is><t xml:space="preserve">{ecrit}</t></is></c>'


def _nombre(place: str, valeur: Any, style: int = 0) -> str:
    facon = f' s="{style}"' if style else ""
    return f'<c r="{place}"{facon}><v>{valeur}</v></c>'


def _date(place: str, valeur: date) -> str:
    if valeur < PREMIER_JOUR:
        return _texte(place, f"{valeur:%d/%m/}{valeur.year:04d}")
    return _nombre(place, (valeur - ORIGINE).days, JOUR)


def _instant(place: str, valeur: datetime) -> str:
    return _date(place, valeur.date())


def _oui_non(place: str, valeur: bool) -> str:
    return f'<c r="{place}" t="b"><v>{int(valeur)}</v></c>'


_ECRIRE: dict[type, Callable[[str, Any], str]] = {
    str: _texte,
    bool: _oui_non,
    int: _nombre,
    float: _nombre,
    Decimal: partial(_nombre, style=MONTANT),
    date: _date,
    datetime: _instant,
}


def _facon_de(valeur: Any) -> Callable[[str, Any], str]:
    """Of a value whose class derives from one of those: a text marked as safe, the member of a list."""
    return next(facon for genre, facon in _ECRIRE.items() if isinstance(valeur, genre))


def _tete(colonnes: Sequence[tuple[str, int]], figer: str) -> str:
    """What is said before the rows: panes kept in sight, widths."""
    lettres, rangs = figer.rstrip("0123456789"), int(figer.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
    gauche = rang_de(lettres) - 1
    en_x = f' xSplit="{gauche}"' if gauche else ""
    volet = "bottomRight" if gauche else "bottomLeft"
    largeurs = "".join(
        f'<col min="{rang}" max="{rang}" width="{largeur}" customWidth="1"/>'
        for rang, (_, largeur) in enumerate(colonnes, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_PRINCIPAL}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane{en_x} ySplit="{rangs}" topLeftCell="{figer}" activePane="{volet}" state="frozen"/>'
        f"</sheetView></sheetViews>{f'<cols>{largeurs}</cols>' if largeurs else ''}<sheetData>"
    )


def _proprietes(titre: str) -> str:
    """What a reader that does not see the sheet is told first: its title, and the language of its words."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PAQUET}/metadata/core-properties" xmlns:dc="{_DUBLIN}">'
        f"<dc:title>{escape(titre)}</dc:title><dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


def _classeur(titre: str, derniere_colonne: str, derniere_ligne: int) -> str:
    """Its sheet, the cells that are filtered, and the row of headers, printed again on each page."""
    feuille = escape(f"'{titre.replace(chr(39), chr(39) * 2)}'")
    return (
        f'<workbook xmlns="{_PRINCIPAL}" xmlns:r="{_LIENS}">'
        f'<sheets><sheet name={quoteattr(titre)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        f"{feuille}!$A$1:${derniere_colonne}${derniere_ligne}"
        f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">{feuille}!$1:$1</definedName>'
        "</definedNames></workbook>"
    )


def lettres_de(rang: int) -> str:
    """1 is A, 27 is AA."""
    lettres = ""
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres


def rang_de(lettres: str) -> int:
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang


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
