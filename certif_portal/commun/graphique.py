"""Charts drawn by the server: the geometry of upright bars, that `composants/barres.html` writes as an SVG. What was
obtained is plain, the rest hatched: told apart without colour. The same figures stand in the table beside."""

from collections.abc import Sequence
from dataclasses import dataclass

LARGEUR, HAUTEUR = 640, 236
HAUT, BAS = 42, 28  # for the two lines above a bar, and its name below
PLACES = 10
"""Bars at most, the last ones: narrower, their numbers would cover one another. The table beside has them all."""
PLEIN = 0.62
"""Share of its place that a bar takes."""


@dataclass(frozen=True)
class Colonne:
    """What a bar shows; `reussites` None: all of it is plain, or hatched where other bars have two parts."""

    nom: str
    nombre: int
    reussites: int | None = None


@dataclass(frozen=True)
class Barre:
    """Where a bar stands, in the units of the drawing; `dites`: the lines above it, « 11 » then « sur 17 »."""

    colonne: Colonne
    x: float
    y: float
    largeur: float
    hauteur: float
    y_plein: float
    hauteur_pleine: float
    dites: tuple[str, ...]

    @property
    def milieu(self) -> float:
        return round(self.x + self.largeur / 2, 1)

    @property
    def lignes(self) -> list[tuple[float, str]]:
        """Each line with its height, the last one just above the bar."""
        haut = self.y - 7 - 15 * (len(self.dites) - 1)
        return [(round(haut + 15 * rang, 1), mots) for rang, mots in enumerate(self.dites)]


@dataclass(frozen=True)
class Graphique:
    """`cle`: unique in its page, names the parts of the drawing for screen readers; `legende`: what is plain and what
    is hatched, when both are."""

    cle: str
    titre: str
    description: str
    barres: tuple[Barre, ...]
    legende: str
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    sol: int = HAUTEUR - BAS


def graphique(cle: str, titre: str, colonnes: Sequence[Colonne], *, mots: tuple[str, str]) -> Graphique:
    """Nothing drawn of nothing. `mots`: « présentées », « obtenues »; the second empty, bars are of one part."""
    colonnes = colonnes[-PLACES:]
    plus_haut = max((colonne.nombre for colonne in colonnes), default=0) or 1
    pas = LARGEUR / max(len(colonnes), 4)
    deux_parts = bool(mots[1])
    barres = tuple(_barre(un, rang * pas, pas, plus_haut, deux_parts) for rang, un in enumerate(colonnes))
    legende = f"En plein, {mots[1]}\u00a0; avec les hachures, {mots[0]}." if deux_parts else ""
    return Graphique(cle, titre, "\u00a0; ".join(_mots(colonne, mots) for colonne in colonnes), barres, legende)


def _barre(colonne: Colonne, gauche: float, pas: float, plus_haut: int, deux_parts: bool) -> Barre:
    utile = HAUTEUR - HAUT - BAS
    hauteur = round(utile * colonne.nombre / plus_haut, 1)
    pleine = round(utile * ((colonne.reussites or 0) if deux_parts else colonne.nombre) / plus_haut, 1)
    sol = HAUTEUR - BAS
    dites = (f"{colonne.nombre}",) if colonne.reussites is None else (f"{colonne.reussites}", f"sur {colonne.nombre}")
    return Barre(
        colonne,
        x=round(gauche + pas * (1 - PLEIN) / 2, 1),
        y=round(sol - hauteur, 1),
        largeur=round(pas * PLEIN, 1),
        hauteur=hauteur,
        y_plein=round(sol - pleine, 1),
        hauteur_pleine=pleine,
        dites=dites,
    )


def _mots(colonne: Colonne, mots: tuple[str, str]) -> str:
    tout, obtenu = mots
    dit = f"{colonne.nom}\u00a0: {colonne.nombre} {tout}"
    return dit if colonne.reussites is None else f"{dit}, {colonne.reussites} {obtenu}"
