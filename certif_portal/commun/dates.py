"""Years that somebody may mean when typing a date: « 0027 » and « 2072 » are slips of the hand."""

from datetime import date

PREMIERE_ANNEE, DERNIERE_ANNEE = 1900, 2059
"""A birth at the earliest; at the latest, far beyond any delay of the dispositif."""


def annee_plausible(annee: int) -> bool:
    return PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE


def date_plausible(jour: date) -> bool:
    return annee_plausible(jour.year)
