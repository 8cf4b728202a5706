"""A signature drawn on a screen (static/js/signature.js): strokes as vectors, in thousandths of the pad's width.

Vectors, not a picture: a few kilobytes, sharp at every size on paper, and never a file that somebody could have chosen.
"""

import json
from typing import Any

from certif_portal.commun.erreurs import ErreurMetier

LARGEUR, HAUTEUR = 1000, 334  # the pad is three times as wide as high
TRAITS_MAXIMUM, POINTS_MAXIMUM = 300, 8000
ETENDUE_MINIMUM = 80  # of width and height together: less is a touch by mistake

Trait = list[list[int]]

ILLISIBLE = "La signature n’a pas pu être lue : effacez-la, puis signez à nouveau."
TROP_PETITE = "La signature est trop petite pour en être une : effacez-la, puis signez à nouveau."
TROP_LONGUE = "La signature a trop de traits : effacez-la, puis signez à nouveau, plus simplement."


def lire_signature(brut: str) -> list[Trait]:
    """The strokes of a hidden field; none when nothing was drawn. Raises ErreurMetier."""
    if not brut.strip():
        return []
    try:
        traits = json.loads(brut)
    except (ValueError, RecursionError) as erreur:
        raise ErreurMetier(ILLISIBLE) from erreur
    if traits == []:
        return []
    if not isinstance(traits, list) or not all(_est_un_trait(trait) for trait in traits):
        raise ErreurMetier(ILLISIBLE)
    if len(traits) > TRAITS_MAXIMUM or sum(map(len, traits)) > POINTS_MAXIMUM:
        raise ErreurMetier(TROP_LONGUE)
    x, y = ([point[axe] for trait in traits for point in trait] for axe in (0, 1))
    if max(x) - min(x) + max(y) - min(y) < ETENDUE_MINIMUM:
        raise ErreurMetier(TROP_PETITE)
    return traits


def chemin_svg(traits: list[Trait]) -> str:
    """The `d` of a path, in a viewBox of LARGEUR by HAUTEUR; a lone point is a dot."""
    return "".join(_sous_chemin(trait) for trait in traits)


def _sous_chemin(trait: Trait) -> str:
    (x, y), suite = trait[0], trait[1:]
    return f"M{x} {y}" + ("".join(f"L{x} {y}" for x, y in suite) or "h1")


def _est_un_trait(trait: Any) -> bool:
    return isinstance(trait, list) and bool(trait) and all(_est_un_point(point) for point in trait)


def _est_un_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(valeur) is int for valeur in point)
        and 0 <= point[0] <= LARGEUR
        and 0 <= point[1] <= HAUTEUR
    )
