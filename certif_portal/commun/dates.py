"""Years that somebody may mean when typing a date: « 0027 » and « 2072 » are slips of the hand."""

from datetime import date

PREMIERE_ANNEE, DERNIERE_ANNEE = 1900, 2059
"""A birth at the earliest; at the latest, far beyond any delay of the dispositif."""


def annee_plausible(annee: int) -> bool:
    return PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE


def date_plausible(jour: date) -> bool:
    return annee_plausible(jour.year)


def jour_lu(texte: str) -> date | None:
    """The day an address names, « 2026-11-20 »; nothing when it names none that somebody may mean."""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return None
    return jour if date_plausible(jour) else None
