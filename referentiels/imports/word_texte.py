"""The text of one Word paragraph: what is printed, with its underline and italics, without what is deleted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from referentiels.imports.texte import EXPOSANTS

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SUPPRIMES = frozenset({qn("w:del"), qn("w:moveFrom")})
CADRE = qn("w:txbxContent")
_RIEN = frozenset(
    {qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr"), f"{MC}Fallback", qn("w:sdtPr"), qn("w:sectPr")}
)
# Private signs of Symbol and Wingdings that stand for a bullet.
_SIGNES_PUCES = frozenset({"F0B7", "F0A7", "F0D8", "F0FC", "00B7", "00A7"})


@dataclass(frozen=True)
class Passage:
    """A run: its text and its look."""

    texte: str
    souligne: bool = False
    emphase: bool = False


@dataclass(frozen=True)
class Paragraphe:
    """`tete`: what is underlined or bold at its beginning, when the rest is not."""

    texte: str
    tete: str
    souligne: bool
    emphase: bool


class LecteurDeTexte:
    def __init__(self, styles: Any | None) -> None:
        self.looks: dict[str, tuple[bool, bool]] = {}
        self.notes: list[str] = []  # footnotes called, in order
        if styles is not None:
            for style in styles.iter(qn("w:style")):
                self.looks[style.get(qn("w:styleId"))] = _look(style.find(qn("w:rPr")))

    def lire(self, paragraphe: Any) -> Paragraphe:
        souligne_style, emphase_style = self._du_style(paragraphe)
        passages = list(self._passages(paragraphe))
        ecrits = [passage for passage in passages if passage.texte.strip(" \t\n\xa0:;.•-")]
        texte = "".join(passage.texte for passage in passages)
        tete = "".join(passage.texte for passage in itertools.takewhile(lambda passage: passage.emphase, passages))
        return Paragraphe(
            texte,
            tete=tete if len(tete) < len(texte) else "",
            souligne=bool(ecrits) and all(passage.souligne or souligne_style for passage in ecrits),
            emphase=bool(ecrits) and all(passage.emphase or emphase_style for passage in ecrits),
        )

    def _du_style(self, paragraphe: Any) -> tuple[bool, bool]:
        style = paragraphe.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.looks.get(style.get(qn("w:val")), (False, False)) if style is not None else (False, False)

    def _passages(self, noeud: Any) -> Iterator[Passage]:
        for enfant in noeud:
            if enfant.tag == qn("w:r"):
                yield self._passage(enfant)
            elif enfant.tag not in SUPPRIMES | _RIEN and isinstance(enfant.tag, str):
                yield from self._passages(enfant)

    def _passage(self, run: Any) -> Passage:
        souligne, emphase = _look(run.find(qn("w:rPr")))
        texte = "".join(self._signes(run))
        if run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}[@{qn('w:val')}='superscript']") is not None:
            texte = texte.translate(EXPOSANTS)
        return Passage(texte, souligne, emphase or souligne)

    def _signes(self, noeud: Any) -> Iterator[str]:
        for enfant in noeud:
            if enfant.tag == qn("w:t"):
                yield enfant.text or ""
            elif enfant.tag in {qn("w:tab"), qn("w:ptab")}:
                yield " "
            elif enfant.tag in {qn("w:br"), qn("w:cr")}:
                yield "\n" if enfant.get(qn("w:type"), "textWrapping") == "textWrapping" else " "
            elif enfant.tag == qn("w:noBreakHyphen"):
                yield "-"
            elif enfant.tag == qn("w:sym"):
                yield _signe(enfant)
            elif enfant.tag == qn("w:footnoteReference"):
                self.notes.append(enfant.get(qn("w:id")))
                yield str(len(self.notes)).translate(EXPOSANTS)


def blocs(noeud: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body, a cell or a frame, through the wrappers Word puts round them."""
    for enfant in noeud:
        if enfant.tag in {qn("w:p"), qn("w:tbl")}:
            yield enfant
        elif isinstance(enfant.tag, str) and enfant.tag not in SUPPRIMES | _RIEN:
            yield from blocs(enfant)


def cadres(paragraphe: Any) -> Iterator[Any]:
    """The text frames anchored in a paragraph, each once (Word writes them twice, for old and new readers)."""
    for cadre in paragraphe.iter(CADRE):
        ancetres = [ancetre.tag for ancetre in cadre.iterancestors()]
        if f"{MC}Fallback" not in ancetres and CADRE not in ancetres:
            yield cadre


def _look(proprietes: Any | None) -> tuple[bool, bool]:
    """(underlined, in italics or bold)."""
    if proprietes is None:
        return False, False
    souligne = proprietes.find(qn("w:u"))
    return (
        souligne is not None and souligne.get(qn("w:val"), "single") != "none",
        any(_actif(proprietes.find(qn(balise))) for balise in ("w:i", "w:b")),
    )


def _actif(noeud: Any | None) -> bool:
    return noeud is not None and noeud.get(qn("w:val"), "true") not in {"0", "false", "off"}


def _signe(noeud: Any) -> str:
    code = noeud.get(qn("w:char"), "").upper()
    if code in _SIGNES_PUCES:
        return "•"
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
