"""The ruled lines of a page, and the cell a word stands in.

A cell cut by the end of a page has no bottom line, so cells are not looked for as closed boxes: a word stands
between two vertical lines, under the nearest horizontal line that runs from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pdfplumber.table import merge_edges

JEU = 3.0  # points by which two ruled lines may differ and be one
_UNE_LIGNE = 13.0
_COURT = 8.0  # a shorter stroke rules nothing


@dataclass(frozen=True)
class Filet:
    """A vertical line stands at `place` from `debut` to `fin` down the page; a horizontal one, across it."""

    place: float
    debut: float
    fin: float

    def couvre(self, debut: float, fin: float) -> bool:
        return self.debut <= debut + JEU and self.fin >= fin - JEU


@dataclass(frozen=True)
class Boite:
    gauche: float
    haut: float
    droite: float


class Filets:
    def __init__(self, verticaux: list[Filet], horizontaux: list[Filet]) -> None:
        self.horizontaux = horizontaux
        self.verticaux = [self._prolonge(filet) for filet in verticaux]

    @classmethod
    def lire(cls, page: Any) -> Filets:
        traits = merge_edges(
            page.edges, snap_x_tolerance=JEU, snap_y_tolerance=JEU, join_x_tolerance=JEU, join_y_tolerance=JEU
        )
        verticaux = [Filet(t["x0"], t["top"], t["bottom"]) for t in traits if t["orientation"] == "v"]
        horizontaux = [Filet(t["top"], t["x0"], t["x1"]) for t in traits if t["orientation"] == "h"]
        return cls(
            [filet for filet in verticaux if filet.fin - filet.debut > _COURT],
            [filet for filet in horizontaux if filet.fin - filet.debut > _COURT],
        )

    def _prolonge(self, filet: Filet) -> Filet:
        """A line that no other closes at its foot was cut by the end of the page, sometimes above its text."""
        fermee = any(
            abs(autre.place - filet.fin) < JEU and autre.debut - JEU <= filet.place <= autre.fin + JEU
            for autre in self.horizontaux
        )
        return filet if fermee else replace(filet, fin=filet.fin + _UNE_LIGNE)

    def boite(self, x: float, y: float) -> Boite | None:
        """The cell of a point, None outside any table."""
        bords = [filet for filet in self.verticaux if filet.debut - JEU <= y <= filet.fin + JEU]
        gauche = max((filet for filet in bords if filet.place <= x), key=lambda f: f.place, default=None)
        droite = min((filet for filet in bords if filet.place > x), key=lambda f: f.place, default=None)
        if gauche is None or droite is None:
            return None
        dessus = [f.place for f in self.horizontaux if f.place <= y and f.couvre(gauche.place, droite.place)]
        ouverture = max(gauche.debut, droite.debut)  # where the cell begins when the page before holds its top
        return Boite(gauche.place, max([ouverture, *dessus]), droite.place)
