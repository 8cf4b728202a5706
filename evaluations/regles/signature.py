"""A signature drawn by hand: lines of points, in parts of the frame it was drawn in."""

import json
from collections.abc import Iterable

TRAITS_MAXIMUM, POINTS_MAXIMUM = 100, 4000
FINESSE = 1000
"""Steps across the frame: what is kept of a point."""
Point = tuple[int, int]
Trace = tuple[tuple[Point, ...], ...]


class TraceIllisible(ValueError):
    """What was received is not a drawing."""


def lire_trace(brut: str) -> Trace:
    """« [[[0.1, 0.5], [0.2, 0.4]], …] », each point between 0 and 1; nothing gives an empty drawing."""
    if not brut.strip():
        return ()
    try:
        traits = json.loads(brut)
        trace = tuple(tuple(_point(*point) for point in trait) for trait in traits)
    except (ValueError, TypeError, RecursionError):
        raise TraceIllisible from None
    if len(trace) > TRAITS_MAXIMUM or sum(map(len, trace)) > POINTS_MAXIMUM or not all(trace):
        raise TraceIllisible
    return trace


def _point(x: float, y: float) -> Point:
    if isinstance(x, bool) or isinstance(y, bool) or not (0 <= x <= 1 and 0 <= y <= 1):
        raise TraceIllisible
    return round(x * FINESSE), round(y * FINESSE)


def chemin(trace: Iterable[Iterable[Iterable[int]]]) -> str:
    """The drawing as the path of an SVG of 1000 by 1000, stretched to its frame."""
    return "".join(
        "M" + "L".join(f"{x} {y}" for x, y in ([*trait, *trait] if len(list(trait)) == 1 else trait)) for trait in trace
    )
