"""The grid of RGAA 4.1.2 and what it concludes, read once in a process from `portail/accessibilite.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "accessibilite.toml"
CONFORME, NON_CONFORME, SANS_OBJET = "conforme", "non_conforme", "sans_objet"
MOITIE = 50  # per cent: under it, the order of 20 September 2019 says « non conforme »


@dataclass(frozen=True)
class Critere:
    numero: str
    etat: str
    mots: str
    preuves: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Theme:
    titre: str
    criteres: tuple[Critere, ...]


@dataclass(frozen=True)
class Parcours:
    """Of every page, under each role, at each width and in each of its states: played to its end, with no fault."""

    le: date
    adresses: int
    pages: int
    passages: int


@dataclass(frozen=True)
class Grille:
    etablie_le: date
    parcours: Parcours | None
    themes: tuple[Theme, ...]

    def de_l_etat(self, etat: str) -> list[Critere]:
        return [critere for theme in self.themes for critere in theme.criteres if critere.etat == etat]

    @property
    def conformes(self) -> list[Critere]:
        return self.de_l_etat(CONFORME)

    @property
    def non_conformes(self) -> list[Critere]:
        return self.de_l_etat(NON_CONFORME)

    @property
    def sans_objet(self) -> list[Critere]:
        return self.de_l_etat(SANS_OBJET)

    @property
    def applicables(self) -> int:
        return len(self.conformes) + len(self.non_conformes)

    @property
    def taux(self) -> int:
        """Of the criteria that apply, rounded down: a hundred is said when all are met."""
        return 100 * len(self.conformes) // self.applicables

    @property
    def conclusion(self) -> str:
        """« Totalement » is said of what was walked whole, never of a sample."""
        if not self.non_conformes and self.parcours:
            return "totalement conforme"
        return "partiellement conforme" if self.taux >= MOITIE else "non conforme"


def lire_grille(texte: str) -> Grille:
    lu = tomllib.loads(texte)
    preuves = lu["preuves"]
    par_theme: dict[str, list[Critere]] = {titre: [] for titre in lu["themes"].values()}
    for numero, (etat, mots, noms, *note) in lu["criteres"].items():
        chemins = tuple(preuves[nom] for nom in noms)
        critere = Critere(numero, etat, mots, chemins, note[0] if note else "")
        par_theme[lu["themes"][numero.partition(".")[0]]].append(critere)
    parcours = Parcours(**lu["parcours"]) if "parcours" in lu else None
    return Grille(
        lu["etablie_le"], parcours, tuple(Theme(titre, tuple(criteres)) for titre, criteres in par_theme.items())
    )


@cache
def grille() -> Grille:
    return lire_grille(SOURCE.read_text(encoding="utf-8"))
