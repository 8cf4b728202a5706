"""The look of the exported Word documents: styles, tables with merged cells, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from referentiels.imports.modele import Element

PUCE = "• "
_ENCRE = RGBColor(0x1B, 0x2A, 0x41)
_GRIS = "E6EBF1"
_LOOKS: dict[str, tuple[float, bool]] = {
    "entete": (9, False),
    "titre": (16, True),
    "sous_titre": (13, True),
    "chapitre": (12, True),
    "section": (10.5, True),
    "": (9.5, False),
}
_TITRES = {"titre": "Heading 1", "sous_titre": "Subtitle", "chapitre": "Heading 2", "section": "Heading 3"}
"""What a reader walks through without seeing the sizes."""


def nouveau_document() -> Any:
    """Landscape A4, as wide tables need."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9.5)
    normal.paragraph_format.space_after = Pt(4)
    for nom in _TITRES.values():
        _au_noir(document.styles[nom])
    langue = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    langue.set(qn("w:val"), "fr-FR")
    return document


def _au_noir(titre: Any) -> None:
    """A heading of Word in the letters of the model of the branch."""
    lettres = titre.element.get_or_add_rPr().get_or_add_rFonts()
    for nom in list(lettres.attrib):
        del lettres.attrib[nom]
    titre.font.name, titre.font.italic = "Arial", False
    titre.paragraph_format.space_before, titre.paragraph_format.space_after = Pt(8), Pt(4)


def ecrire_paragraphe(
    parent: Any,
    texte: str,
    *,
    style: str = "",
    puce: bool = False,
    gras: bool = False,
    italique: bool = False,
    souligne: bool = False,
) -> None:
    """One paragraph in a document or a cell."""
    paragraphe = parent.add_paragraph(style="List Bullet" if puce else _TITRES.get(style))
    run = paragraphe.add_run(texte)
    taille, fort = _LOOKS[style]
    run.font.size, run.bold, run.italic = Pt(taille), (gras or fort) or None, italique or None
    run.underline = souligne or None
    if style:
        run.font.color.rgb = _ENCRE
        paragraphe.paragraph_format.keep_with_next = style != "entete"
    if style in {"titre", "sous_titre"}:
        paragraphe.alignment = WD_ALIGN_PARAGRAPH.CENTER


def ecrire_elements(parent: Any, elements: Iterable[Element], *, liste: bool = False) -> None:
    """Texts and the bullets under them; `liste`: texts that hang under nothing are bullets too."""
    elements = list(elements)
    tous = liste and not any(element.sous for element in elements)
    for element in elements:
        ecrire_paragraphe(parent, element.texte, puce=tous or element.sous)


def nouveau_tableau(document: Any, colonnes: Sequence[str], largeurs: Sequence[float]) -> Any:
    """A ruled table with its header row, printed again on each page."""
    tableau = document.add_table(rows=1, cols=len(colonnes))
    tableau.style = "Table Grid"
    tableau.autofit = False
    total = sum(largeurs)
    for colonne, largeur in zip(tableau.columns, largeurs, strict=True):
        colonne.width = Cm(26.1 * largeur / total)
    entete = tableau.rows[0]
    vider(entete)
    for cellule, nom in zip(entete.cells, colonnes, strict=True):
        ecrire_paragraphe(cellule, nom, gras=True)
        _griser(cellule)
    entete._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return tableau


def vider(rangee: Any) -> None:
    """Take away the empty paragraph Word puts in each new cell; a cell left blank gets it back on saving."""
    for cellule in rangee.cells:
        for paragraphe in list(cellule.paragraphs):
            paragraphe._element.getparent().remove(paragraphe._element)


def fusionner(rangees: Sequence[Any], colonnes: Iterable[int]) -> None:
    """Merge the given columns over the rows, and give a paragraph to the cells left blank."""
    colonnes = set(colonnes)
    for rang, rangee in enumerate(rangees):
        for colonne, cellule in enumerate(rangee._tr.tc_lst):
            if colonne in colonnes and len(rangees) > 1:
                proprietes = cellule.get_or_add_tcPr()
                fusion = OxmlElement("w:vMerge")
                if rang == 0:
                    fusion.set(qn("w:val"), "restart")
                proprietes.append(fusion)
            if not cellule.p_lst:
                cellule.add_p()


def _griser(cellule: Any) -> None:
    fond = OxmlElement("w:shd")
    for nom, valeur in (("val", "clear"), ("color", "auto"), ("fill", _GRIS)):
        fond.set(qn(f"w:{nom}"), valeur)
    cellule._tc.get_or_add_tcPr().append(fond)
