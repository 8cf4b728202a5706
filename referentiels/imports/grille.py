"""Cells that span rows and columns to plain rows: the shape of Word and HTML tables.

A cell merged downwards holds its text on its first row and is blank below, as in the published texts. A cell
merged sideways holds its text in the first of its columns. Columns are those of the last header row met, so
that two tables stuck together, or a body cut finer than its header, come out right.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from referentiels.imports.rubriques import lire_colonnes
from referentiels.imports.structure import ElementLu, Fragment, Ligne, Rangee, Tableau, lignes_de, texte_seul


@dataclass(frozen=True)
class Case:
    """One printed cell: first column of the grid, number of columns."""

    colonne: int
    largeur: int
    fragments: tuple[Fragment, ...]


def lire_grille(rangees: list[tuple[int, list[Case]]], titre: str) -> list[ElementLu]:
    """Tables and, where one cell takes the whole width, lines."""
    largeur = max((case.colonne + case.largeur for _, cases in rangees for case in cases), default=0)
    elements: list[ElementLu] = []
    en_cours: list[Rangee] = []
    debuts = _debuts(max((cases for _, cases in rangees), key=len, default=[]))

    def clore() -> None:
        if en_cours:
            elements.append(Tableau(en_cours[0].numero, titre, tuple(en_cours)))
            en_cours.clear()

    for numero, cases in rangees:
        if all(case.largeur == largeur for case in cases):
            clore()
            for case in cases:
                elements.extend(lignes_de(case.fragments, numero))
            continue
        if _est_un_entete(cases) and _debuts(cases) != debuts:
            clore()
            debuts = _debuts(cases)
        en_cours.append(Rangee(numero, _repartir(cases, debuts)))
    clore()
    return elements


def _debuts(cases: list[Case]) -> list[int]:
    return sorted({case.colonne for case in cases})


def _est_un_entete(cases: list[Case]) -> bool:
    return lire_colonnes([texte_seul(case.fragments) for case in cases]) is not None


def _repartir(cases: list[Case], debuts: list[int]) -> tuple[tuple[Fragment, ...], ...]:
    """Each printed cell under the column it begins in."""
    colonnes: list[list[Fragment]] = [[] for _ in debuts]
    for case in cases:
        colonnes[max(bisect_right(debuts, case.colonne) - 1, 0)].extend(case.fragments)
    return tuple(tuple(colonne) for colonne in colonnes)


def titre_courant(elements: list[ElementLu]) -> str:
    """The last line of text: it names the table that follows."""
    return next((e.texte for e in reversed(elements) if isinstance(e, Ligne) and not e.puce), "")
