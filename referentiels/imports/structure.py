"""What every reader produces, whatever the file: lines and tables, in order. No word of the trade is known here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from referentiels.imports.modele import Doute, Ecarte

_FINS = ".;:!?…"
_APPELS = re.compile(
    r"(?:^|\s)(?:de|du|des|d[’']|la|le|les|l[’']|et|ou|à|au|aux|en|un|une|par|pour|sur|avec|selon|dans|entre|chez)$",
    re.IGNORECASE,
)  # words that no sentence ends with
_NUMERO = re.compile(r"^\d+\s*[.)]\s")


@dataclass(frozen=True)
class Fragment:
    """One paragraph or bullet of a cell. `souligne`: wholly underlined in the source."""

    texte: str
    puce: bool = False
    souligne: bool = False


@dataclass(frozen=True)
class Ligne:
    """`suite`: no blank line separates it from the line before. `emphase`: wholly in bold, italic or underlined.

    `paragraphe`: the source says that it is a paragraph of its own, so it continues nothing.
    """

    numero: int
    texte: str
    puce: bool = False
    suite: bool = False
    emphase: bool = False
    paragraphe: bool = False

    @property
    def est_un_article(self) -> bool:
        """A bullet or a numbered line."""
        return self.puce or _NUMERO.match(self.texte) is not None

    @property
    def continue_la_precedente(self) -> bool:
        """The text goes on: no blank line, no bullet, no number parts it from the line before."""
        return self.suite and not self.paragraphe and not self.est_un_article


@dataclass(frozen=True)
class Rangee:
    numero: int
    cellules: tuple[tuple[Fragment, ...], ...]
    completee: bool = False  # the trailing cells were missing and are read as empty


@dataclass(frozen=True)
class Tableau:
    """`titre`: the last line of text before it, which names it in a message.

    `roles`: what each column holds, when the reader knows it without a printed header row.
    `coupe`: it goes on from a table of the page before.
    """

    numero: int
    titre: str
    rangees: tuple[Rangee, ...]
    roles: tuple[str, ...] = ()
    coupe: bool = False

    @property
    def largeur(self) -> int:
        return len(self.rangees[0].cellules)


ElementLu = Ligne | Tableau


@dataclass(frozen=True)
class Document:
    """A file opened, before it is understood.

    `texte` is what is shown beside the reading: the `numero` of lines and rows counts its lines.
    `mots`: the words of the source, gathered by other means than the reader's, for the conservation check.
    `proposition`: tables were rebuilt by geometry or by guesswork, so a human must review every cell.
    """

    format: str
    texte: str
    elements: tuple[ElementLu, ...]
    mots: tuple[str, ...]
    proposition: bool = False
    doutes: tuple[Doute, ...] = ()
    ecartes: tuple[Ecarte, ...] = ()
    pages: tuple[int, ...] = ()  # page of each line of `texte`, when the source has pages

    def lieu(self, numero: int) -> str:
        """« ligne 12 », « page 3, ligne 12 »."""
        if self.pages and 0 < numero <= len(self.pages):
            return f"page {self.pages[numero - 1]}, ligne {numero}"
        return f"ligne {numero}"


def reste_ouvert(texte: str) -> bool:
    """The text ends with a word that calls for another."""
    return _APPELS.search(texte.rstrip()) is not None


def est_une_fin_de_phrase(avant: Fragment, apres: Fragment) -> bool:
    """The second text ends the sentence that the first leaves open."""
    if apres.puce:
        return False
    if avant.texte.count("(") > avant.texte.count(")") or reste_ouvert(avant.texte):
        return True
    return apres.texte[:1].islower() and avant.texte[-1:] not in _FINS


def texte_seul(fragments: Iterable[Fragment]) -> str:
    """A cell that holds one text (a title): its fragments joined."""
    return " ".join(fragment.texte for fragment in fragments)


def lignes_de(fragments: Iterable[Fragment], numero: int) -> Iterator[Ligne]:
    """The lines a layout cell holds: a frame round a heading, the header of the first page."""
    for rang, fragment in enumerate(fragments):
        yield Ligne(
            numero, fragment.texte, puce=fragment.puce, suite=rang > 0, emphase=fragment.souligne, paragraphe=True
        )


def restituer(elements: Iterable[ElementLu]) -> tuple[str, tuple[ElementLu, ...]]:
    """A plain text of the document, one line per paragraph or table row, and the elements numbered after it."""
    lignes: list[str] = []
    renumerotes: list[ElementLu] = []
    for element in elements:
        if isinstance(element, Ligne):
            lignes.append(f"• {element.texte}" if element.puce else element.texte)
            renumerotes.append(replace(element, numero=len(lignes)))
            continue
        rangees = []
        for rangee in element.rangees:
            lignes.append("\t".join(" / ".join(f.texte for f in cellule) for cellule in rangee.cellules))
            rangees.append(replace(rangee, numero=len(lignes)))
        renumerotes.append(replace(element, numero=rangees[0].numero, rangees=tuple(rangees)))
    return "\n".join(lignes), tuple(renumerotes)
