"""What is due on the files alone, in words, as lists and reminders read it."""

from datetime import date

from certif_portal.commun.echeances import Echeance
from certif_portal.portail.queries.echeance import toutes_les_echeances


def echeances(le: date, genre: str = "") -> list[Echeance]:
    """`genre`: of one kind alone."""
    lues = iter(toutes_les_echeances(le, sources=()))  # not counted first
    return [echeance for echeance in lues if genre in ("", echeance.nature)]
