"""What a measure says of one case, printed as one line of the table, and written as JSON."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

ENTETE = (
    f"{'domaine':10} {'cas':44} {'unités':>7} {'µs/unité':>10} {'x naïf':>20} {'x plancher':>20} "
    f"{'requêtes':>8} {'Mo':>7} {'attendu':>10}  verdict"
)


@dataclass(frozen=True)
class Mesure:
    """`rapports`: one ratio a round, to the floor (a page's is the frame) or to the naive way."""

    domaine: str
    cas: str
    unites: int
    secondes: Sequence[float]
    plancher: Sequence[float] = ()
    naif: Sequence[float] = ()
    requetes: int | None = None
    memoire: float | None = None
    but: float | None = None
    """Highest ratio to the floor that is good."""
    but_naif: float | None = None
    """Lowest ratio to the naive way that is good."""
    remarque: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.remarque:
            return self.remarque
        if self.but_naif is not None and self.naif:
            return "bon" if statistics.median(self.naif) >= self.but_naif else "court"
        if self.but is None or not self.plancher:
            return ""
        return "bon" if statistics.median(self.plancher) <= self.but else "court"

    @property
    def attendu(self) -> str:
        if self.but_naif is not None:
            return f"≥ {self.but_naif:g}"
        return "" if self.but is None else f"≤ {self.but:g}"

    @property
    def court(self) -> bool:
        return (self.but is not None or self.but_naif is not None) and self.verdict != "bon"

    def ligne(self) -> str:
        cout = f"{statistics.median(self.secondes) * 1e6 / max(self.unites, 1):.0f}" if self.secondes else ""
        return (
            f"{self.domaine:10} {self.cas:44.44} {self.unites:7} {cout:>10} "
            f"{etendue(self.naif):>20} {etendue(self.plancher):>20} "
            f"{'' if self.requetes is None else self.requetes:>8} "
            f"{'' if self.memoire is None else round(self.memoire):>7} "
            f"{self.attendu:>10}  {self.verdict}"
        )

    def en_json(self) -> dict[str, Any]:
        return vars(self) | {
            "secondes": list(self.secondes),
            "plancher": list(self.plancher),
            "naif": list(self.naif),
            "verdict": self.verdict,
        }


def etendue(rapports: Sequence[float]) -> str:
    """« 3,6 [2,6 – 3,9] », median and range."""
    if not rapports:
        return ""
    mediane, bas, haut = statistics.median(rapports), min(rapports), max(rapports)
    return f"{mediane:.1f} [{bas:.1f}–{haut:.1f}]"
