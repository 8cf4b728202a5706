"""Lines that the copy parted and that are one: a bullet and its text, a heading of the model and the rest of it.

The lines keep their number, so that a place in the text stays true: what moved up leaves a blank line behind.
"""

from __future__ import annotations

import itertools
import re

from referentiels.imports.rubriques import est_un_entete_de_colonnes, est_une_formule, lire_titre, separer_familles
from referentiels.imports.texte import MARQUES

LIGNES_D_UN_TITRE = 4
_PUCE = re.compile(rf"[{MARQUES}–-]")
_DE_TABLEAU = re.compile(r"[\t<|]")  # a line of a table that was written as one


def recoller(lignes: list[str]) -> list[str]:
    """The lines, each lone bullet put before its text, each heading of the model on its first line."""
    return _recoller_titres(_recoller_puces(lignes))


def _recoller_puces(lignes: list[str]) -> list[str]:
    """A bullet alone on its line belongs to the next text, unless that one has its own or is a row of a table."""
    recollees = list(lignes)
    for rang, ligne in enumerate(lignes):
        puce = ligne.strip()
        if not _PUCE.fullmatch(puce):
            continue
        suivante = next((r for r in range(rang + 1, len(lignes)) if lignes[r].strip()), None)
        if suivante is None:
            continue
        texte = lignes[suivante].strip()
        if not _PUCE.match(texte) and "\t" not in lignes[suivante]:
            recollees[rang], recollees[suivante] = "", f"{puce} {texte}"
    return recollees


def _recoller_titres(lignes: list[str]) -> list[str]:
    recollees = list(lignes)
    rang = 0
    while rang < len(recollees):
        nombre = max(lignes_du_titre(recollees[rang : rang + LIGNES_D_UN_TITRE]), 1)
        if nombre > 1:
            recollees[rang] = _joindre(recollees[rang : rang + nombre])
            recollees[rang + 1 : rang + nombre] = [""] * (nombre - 1)
        rang += nombre
    return recollees


def lignes_du_titre(lignes: list[str]) -> int:
    """How many of these lines, the first and some after it, are one phrase of the model; 0 when none are."""
    ecrites = list(itertools.takewhile(lambda ligne: ligne.strip() and not _DE_TABLEAU.search(ligne), lignes))
    if len(ecrites) < 2 or _PUCE.match(ecrites[1].strip()):
        return 0
    seule = _est_un_entete(ecrites[0])  # it needs no other line
    for nombre in range(len(ecrites), 1, -1):
        entier = _joindre(ecrites[:nombre])
        if lire_titre(entier) or est_une_formule(entier) or (not seule and _est_un_entete(entier)):
            return nombre
    return 0


def _est_un_entete(texte: str) -> bool:
    """The headers of columns, or one family heading with its colon and nothing after."""
    match separer_familles(texte):
        case [(str(), _, "")]:
            return texte.rstrip().endswith(":")
        case _:
            return est_un_entete_de_colonnes(texte)


def _joindre(lignes: list[str]) -> str:
    return " ".join(ligne.strip() for ligne in lignes)
