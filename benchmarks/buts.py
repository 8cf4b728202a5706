"""Every goal, as a ratio or as a count: nothing here depends on the machine. The codes are those of the table of goals.

Without a line: B4 (the portal writes no XML of registrations), and the Chromium of A4 (nobody prints certificates so).
"""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class But:
    """What figure of a measure is looked at, and its bound. `postgresql`: the bound there, when it is another."""

    sur: str
    au_moins: float | None = None
    au_plus: float | None = None
    postgresql: float | None = None

    @property
    def seuil(self) -> float:
        ici = self.au_moins if self.au_plus is None else self.au_plus
        la_bas = self.postgresql if connection.vendor == "postgresql" else None
        return la_bas if la_bas is not None else (ici or 0.0)

    def tenu(self, valeur: float) -> bool:
        return valeur <= self.seuil if self.au_moins is None else valeur >= self.seuil

    def __str__(self) -> str:
        return f"{'≤' if self.au_moins is None else '≥'} {self.seuil:g}"


BUTS: dict[str, But] = {
    "A1": But("naif", au_moins=2.5),
    "A2": But("naif", au_moins=4.5),
    "A2 gain": But("rapport", au_moins=1.8),
    "A3": But("rapport", au_plus=1.15),
    "A3 Mo": But("memoire", au_plus=120),
    "A4": But("naif", au_moins=5),
    "A5": But("naif", au_moins=1.3),
    "A5 croissance": But("rapport", au_plus=1.3),
    "B1": But("naif", au_moins=8, postgresql=10),
    "B1 plancher": But("plancher", au_plus=3),
    "B1 requêtes": But("requetes", au_plus=25),
    "B2": But("naif", au_moins=5),
    "B3": But("naif", au_moins=5),
    "B3 mémoire": But("rapport", au_plus=1.2),
    "C1": But("plancher", au_plus=5, postgresql=5.5),
    "C2": But("rapport", au_plus=1.5),
    "C3 liste": But("requetes", au_plus=5),
    "C3 détail": But("requetes", au_plus=6),
    "C3 accueil": But("requetes", au_plus=8),
    "C3 formulaire": But("requetes", au_plus=4),
    "C4": But("plancher", au_plus=1.5),
    "C5": But("plancher", au_plus=1.6, postgresql=2),
    "C5 requêtes": But("requetes", au_plus=4),
    "D1": But("naif", au_moins=5, postgresql=3),
    "D1 trouvés": But("rapport", au_moins=1),
    "D2": But("plancher", au_plus=2.5, postgresql=1.2),
    "D2 trouvés": But("rapport", au_moins=0.95),
    "E1": But("naif", au_moins=50),
    "E1 seconde": But("rapport", au_plus=1),
    "E2": But("rapport", au_plus=0.005),
    "croissance": But("rapport", au_plus=1.1),
    "charge p95": But("rapport", au_plus=2),
    "charge fautes": But("rapport", au_plus=0),
    "charge mémoire": But("rapport", au_plus=1.1),
    "seconde fois": But("rapport", au_moins=50),
    "clôture": But("rapport", au_plus=1),
}
