"""Markdown tables: `| cell | cell |`, `<br>` between the paragraphs of a cell, blank cells for merged ones."""

from __future__ import annotations

import re

from referentiels.imports.cellule import lire_cellule
from referentiels.imports.grille import Case, lire_grille
from referentiels.imports.structure import ElementLu, Fragment
from referentiels.imports.texte import extrait

_SEPARATEUR = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BARRE = re.compile(r"(?<!\\)\|")
_SAUT = re.compile(r"<br\s*/?>", re.IGNORECASE)


def est_une_rangee(ligne: str) -> bool:
    """A line that begins and ends with a bar and holds at least two cells."""
    nue = ligne.strip()
    return nue.startswith("|") and nue.endswith("|") and len(_BARRE.findall(nue)) >= 3


def lire_tableau_markdown(lignes: list[str], debut: int, titre: str) -> list[ElementLu]:
    """The table whose first line has the number `debut`."""
    ou = f"Tableau de la ligne {debut}" + (f", sous {extrait(titre)}" if titre else "")
    rangees = []
    for rang, ligne in enumerate(lignes):
        if not _SEPARATEUR.match(ligne):
            cellules = [morceau.replace("\\|", "|") for morceau in _BARRE.split(ligne.strip())[1:-1]]
            lieu = f"{ou}, ligne {debut + rang}"
            cases = [Case(colonne, 1, _lire(cellule, lieu)) for colonne, cellule in enumerate(cellules)]
            rangees.append((debut + rang, cases))
    return lire_grille(rangees, titre)


def _lire(cellule: str, ou: str) -> tuple[Fragment, ...]:
    """A hard break parts two paragraphs, unless the sentence goes on in lower case."""
    morceaux: list[str] = []
    for morceau in _SAUT.split(cellule):
        if morceaux and morceau.strip()[:1].islower() and morceaux[-1].rstrip()[-1:] not in ".;:!?":
            morceaux[-1] += f" {morceau}"
        else:
            morceaux.append(morceau)
    return tuple(fragment for morceau in morceaux for fragment in lire_cellule(morceau, ou))
