"""Places of words in a text, found on its comparison key and given back as positions in the text itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from referentiels.imports.texte import cle

_MOT = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Repere:
    """`cles`: the words of the text as keys, joined by one space."""

    texte: str
    cles: str
    debuts: tuple[int, ...]  # position in `cles` of each word
    mots: tuple[tuple[int, int], ...]  # its bounds in `texte`

    def bornes(self, debut: int, fin: int) -> tuple[int, int]:
        """Bounds in the text of a stretch of `cles`."""
        premiers = [rang for rang, place in enumerate(self.debuts) if debut <= place < fin]
        return self.mots[premiers[0]][0], self.mots[premiers[-1]][1]

    def chercher(self, motif: re.Pattern[str]) -> list[tuple[int, int]]:
        """Bounds in the text of every whole-word match."""
        trouves = []
        for trouve in motif.finditer(self.cles):
            entier = trouve.start() in self._places and (
                trouve.end() == len(self.cles) or self.cles[trouve.end()] == " "
            )
            if entier:
                trouves.append(self.bornes(trouve.start(), trouve.end()))
        return trouves

    @property
    def _places(self) -> frozenset[int]:
        return frozenset(self.debuts)


def reperer(texte: str) -> Repere:
    cles, debuts, bornes, longueur = [], [], [], 0
    for mot in _MOT.finditer(texte):
        propre = cle(mot[0]).replace(" ", "")
        if propre:
            cles.append(propre)
            debuts.append(longueur)
            bornes.append(mot.span())
            longueur += len(propre) + 1
    return Repere(texte, " ".join(cles), tuple(debuts), tuple(bornes))
