"""What a measure says of one case, printed as one line of the table, and written as JSON."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.buts import BUTS, But

ENTETE = (
    f"{'domaine':10} {'cas':48} {'unités':>7} {'µs/unité':>10} {'x naïf':>20} {'x plancher':>18} "
    f"{'rapport':>18} {'requêtes':>8} {'Mo':>6}  verdict"
)


@dataclass(frozen=True)
class Mesure:
    """`naif`, `plancher`: one ratio a round, how many times faster than the naive way, and slower than the floor (a
    page's is the frame). `rapport`: what the goal says, when it is neither. `secondes` are of processor."""

    domaine: str
    cas: str
    unites: int
    secondes: Sequence[float] = ()
    plancher: Sequence[float] = ()
    naif: Sequence[float] = ()
    rapport: Sequence[float] = ()
    requetes: int | None = None
    memoire: float | None = None
    buts: Sequence[str] = ()
    remarque: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def valeur(self, but: But) -> float | None:
        """The figure that a goal looks at: the median of the rounds."""
        lue = getattr(self, but.sur)
        if isinstance(lue, int | float) or lue is None:
            return lue
        return statistics.median(lue) if lue else None

    @property
    def courts(self) -> list[str]:
        """Goals that are missed, or that nothing measured."""
        return [code for code in self.buts if (lu := self.valeur(BUTS[code])) is None or not BUTS[code].tenu(lu)]

    @property
    def verdict(self) -> str:
        if not self.buts:
            return self.remarque
        dits = [f"{code} {BUTS[code]} {'court' if code in self.courts else 'bon'}" for code in self.buts]
        return " ; ".join([*dits, *([self.remarque] if self.remarque else [])])

    def ligne(self) -> str:
        cout = f"{statistics.median(self.secondes) * 1e6 / max(self.unites, 1):.0f}" if self.secondes else ""
        return (
            f"{self.domaine:10} {self.cas:48.48} {self.unites:7} {cout:>10} "
            f"{etendue(self.naif):>20} {etendue(self.plancher):>18} {etendue(self.rapport):>18} "
            f"{'' if self.requetes is None else self.requetes:>8} "
            f"{'' if self.memoire is None else round(self.memoire):>6}  {self.verdict}"
        ).rstrip()

    def en_json(self) -> dict[str, Any]:
        listes = {nom: list(getattr(self, nom)) for nom in ("secondes", "plancher", "naif", "rapport", "buts")}
        return vars(self) | listes | {"verdict": self.verdict, "courts": self.courts}


def etendue(rapports: Sequence[float]) -> str:
    """« 3.6 [2.6–3.9] », median and range."""
    if not rapports:
        return ""
    mediane, bas, haut = statistics.median(rapports), min(rapports), max(rapports)
    if len(rapports) == 1:
        return f"{mediane:.2f}"
    return f"{mediane:.1f} [{bas:.1f}–{haut:.1f}]"
