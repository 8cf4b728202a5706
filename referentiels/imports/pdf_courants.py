"""The running titles of a PDF, known by their place: the same line, or the same row of cells, at the same height of
several pages.

They are taken away before cells and sentences are read, framed or not, so that none can melt into them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from referentiels.imports.courants import est_un_article, est_un_titre_numerote, est_une_tete, sans_nombre
from referentiels.imports.entete import separer_titre_numerote
from referentiels.imports.nature import titre_de
from referentiels.imports.pdf_filets import JEU, Boite, Filets
from referentiels.imports.pdf_page import Mot, lire_rangs, mots_par_boite
from referentiels.imports.pdf_tableaux import est_un_entete
from referentiels.imports.rubriques import est_un_bruit_de_page, lire_libelles
from referentiels.imports.texte import cle

_PART = 0.35  # of the page, at the top and at the bottom: running titles never reach farther


@dataclass(frozen=True)
class PageBrute:
    mots: tuple[Mot, ...]
    filets: Filets
    hauteur: float


@dataclass(frozen=True)
class _Unite:
    """A line of a page, or a whole row of ruled cells, cell after cell."""

    page: int
    cellules: tuple[tuple[Mot, ...], ...]
    encadree: bool = False

    @property
    def mots(self) -> tuple[Mot, ...]:
        return tuple(mot for cellule in self.cellules for mot in cellule)

    @property
    def textes(self) -> list[str]:
        return [" ".join(mot.texte for mot in cellule) for cellule in self.cellules]

    @property
    def texte(self) -> str:
        return " ".join(self.textes)

    @property
    def haut(self) -> float:
        return min(mot.haut for mot in self.mots)

    @property
    def cle(self) -> str:
        return sans_nombre(self.texte)


def retirer_titres_courants(pages: list[PageBrute]) -> list[tuple[tuple[Mot, ...], tuple[str, ...]]]:
    """For each page: the words that are left, and the texts taken away."""
    unites = [_unites(page, rang) for rang, page in enumerate(pages, start=1)]
    toutes = [unite for lues in unites for unite in lues]
    retirees = {id(unite) for lues, page in zip(unites, pages, strict=True) for unite in _courantes(lues, page, toutes)}
    if unites:
        retirees -= {id(unite) for unite in list(_a_lire(unites[0], retirees))}
    return [
        (
            tuple(mot for unite in lues if id(unite) not in retirees for mot in unite.mots),
            tuple(unite.texte for unite in lues if id(unite) in retirees),
        )
        for lues in unites
    ]


def _unites(page: PageBrute, rang: int) -> list[_Unite]:
    dans, dehors = mots_par_boite(page.mots, page.filets)
    unites = [_Unite(rang, (tuple(mots),)) for mots in lire_rangs(dehors)]
    rangees: list[list[Boite]] = []
    for boite in sorted(dans, key=lambda boite: boite.haut):
        if rangees and boite.haut - rangees[-1][0].haut < JEU:
            rangees[-1].append(boite)
        else:
            rangees.append([boite])
    for rangee in rangees:
        boites = sorted(rangee, key=lambda boite: boite.gauche)
        cellules = [tuple(mot for mots in lire_rangs(dans[boite]) for mot in mots) for boite in boites]
        unites.append(_Unite(rang, tuple(cellules), encadree=True))
    return sorted(unites, key=lambda unite: unite.haut)


def _courantes(lues: list[_Unite], page: PageBrute, toutes: list[_Unite]) -> Iterator[_Unite]:
    """From each edge of the page inwards, up to the first that is no running title."""
    hautes = [unite for unite in lues if unite.haut < _PART * page.hauteur]
    basses = [unite for unite in reversed(lues) if unite.haut > (1 - _PART) * page.hauteur]
    for bord in (hautes, basses):
        yield from itertools.takewhile(lambda unite: _est_courante(unite, toutes), bord)


def _est_courante(unite: _Unite, toutes: list[_Unite]) -> bool:
    """A framed one stands on most pages: the last row of a table may be the same, at the same height, on a few."""
    texte = unite.texte
    if est_un_bruit_de_page(texte) or texte == str(unite.page):
        return True
    if est_un_entete(unite.textes) or est_une_tete(texte) or est_un_article(texte):
        return False
    autres = {autre.page for autre in toutes if abs(autre.haut - unite.haut) < JEU and autre.cle == unite.cle}
    nombre = toutes[-1].page
    return len(autres) > 1 and (not unite.encadree or 2 * len(autres) > nombre)


def _a_lire(premiere: list[_Unite], retirees: set[int]) -> Iterator[_Unite]:
    """On the first page, what says the identity, unless another line says the number."""
    gardees = cle(" ".join(unite.texte for unite in premiere if id(unite) not in retirees))
    for unite in premiere:
        numero = separer_titre_numerote(unite.texte)[1] if est_un_titre_numerote(unite.texte) else ""
        nomme = lire_libelles(unite.texte) or titre_de(unite.texte) is not None
        if nomme or (numero and cle(numero) not in gardees):
            yield unite
