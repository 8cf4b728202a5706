"""The cells of a PDF to rows, and rows to tables, whose columns are those of the last printed header."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from referentiels.imports.pdf_filets import JEU, Boite
from referentiels.imports.ressemblance import lire_colonnes_abimees
from referentiels.imports.rubriques import lire_colonnes
from referentiels.imports.structure import Fragment, Ligne, Rangee, Tableau, texte_seul


@dataclass(frozen=True)
class Cellule:
    boite: Boite
    fragments: tuple[Fragment, ...]


Place = Ligne | list[Cellule]  # what stands on a page: a line of text, or a row of cells


def par_rangee(cellules: list[Cellule]) -> list[list[Cellule]]:
    """Cells that begin at the same height, from left to right."""
    rangees: list[list[Cellule]] = []
    for cellule in sorted(cellules, key=lambda c: (c.boite.haut, c.boite.gauche)):
        if rangees and abs(cellule.boite.haut - rangees[-1][0].boite.haut) < JEU:
            rangees[-1].append(cellule)
        else:
            rangees.append([cellule])
    return [sorted(rangee, key=lambda c: c.boite.gauche) for rangee in rangees]


def recoller_entetes(pages: list[list[Place]]) -> list[list[Place]]:
    """A header row cut by the end of a page, put together on the first of the two pages."""
    recollees = [list(places) for places in pages]
    for page, suivante in itertools.pairwise(recollees):
        if not page or not suivante or isinstance(page[-1], Ligne) or isinstance(suivante[0], Ligne):
            continue
        entier = _joindre(page[-1], suivante[0])
        if _est_un_entete(entier) and not _est_un_entete(suivante[0]):
            page[-1] = entier
            del suivante[0]
    return recollees


def _joindre(haut: list[Cellule], bas: list[Cellule]) -> list[Cellule]:
    """The cells of one row, each with what the next page holds of it."""
    jointes = list(haut)
    for cellule in bas:
        rang = next(
            (rang for rang, autre in enumerate(jointes) if abs(autre.boite.gauche - cellule.boite.gauche) < JEU), None
        )
        if rang is None:
            jointes.append(cellule)
        else:
            jointes[rang] = replace(jointes[rang], fragments=(*jointes[rang].fragments, *cellule.fragments))
    return sorted(jointes, key=lambda cellule: cellule.boite.gauche)


class Colonnes:
    """Columns of the tables met so far: bounds of the last header row, kept over the pages."""

    def __init__(self) -> None:
        self.bornes: list[tuple[float, float]] = []

    def ranger(self, rangees: list[list[Cellule]]) -> Iterator[Tableau]:
        if not rangees:
            return
        if not self._conviennent([cellule for rangee in rangees for cellule in rangee]):
            self.bornes = []
        en_cours: list[Rangee] = []
        for rangee in rangees:
            if _est_un_entete(rangee):
                bornes = [(cellule.boite.gauche, cellule.boite.droite) for cellule in rangee]
                if en_cours and len(bornes) != len(self.bornes):
                    yield Tableau(0, "", tuple(en_cours))
                    en_cours = []
                self.bornes = bornes
            elif not self.bornes:
                self.bornes = _bornes_apparentes([cellule for autre in rangees for cellule in autre])
            en_cours.append(Rangee(0, self._repartir(rangee)))
        yield Tableau(0, "", tuple(en_cours))

    def _conviennent(self, cellules: list[Cellule]) -> bool:
        """Most cells begin and end where a column does."""
        justes = sum(
            any(
                abs(c.boite.gauche - gauche) < JEU and abs(c.boite.droite - droite) < JEU
                for gauche, droite in self.bornes
            )
            for c in cellules
        )
        return 2 * justes > len(cellules)

    def _repartir(self, rangee: list[Cellule]) -> tuple[tuple[Fragment, ...], ...]:
        colonnes: list[list[Fragment]] = [[] for _ in self.bornes]
        for cellule in rangee:
            colonnes[self._colonne(cellule.boite)].extend(cellule.fragments)
        return tuple(tuple(colonne) for colonne in colonnes)

    def _colonne(self, boite: Boite) -> int:
        """The column that covers most of the cell."""
        communs = [min(boite.droite, droite) - max(boite.gauche, gauche) for gauche, droite in self.bornes]
        return max(range(len(communs)), key=lambda rang: (round(communs[rang], 1), -rang))


def est_un_entete(textes: list[str]) -> bool:
    """The row of these cells heads the columns of a known table."""
    return lire_colonnes(textes) is not None or lire_colonnes_abimees(textes) is not None


def _est_un_entete(rangee: list[Cellule]) -> bool:
    return est_un_entete([texte_seul(cellule.fragments) for cellule in rangee])


def _bornes_apparentes(cellules: list[Cellule]) -> list[tuple[float, float]]:
    """Without header: one column per left edge that bears a text."""
    gauches: list[float] = []
    for gauche in sorted(cellule.boite.gauche for cellule in cellules):
        if not gauches or gauche - gauches[-1] > JEU:
            gauches.append(gauche)
    return list(zip(gauches, [*gauches[1:], max(c.boite.droite for c in cellules)], strict=True))
