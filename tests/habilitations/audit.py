"""An audit as its services see it."""

from datetime import date

LE = date(2026, 8, 31)


LIMITE = date(2027, 2, 28)


def code(erreur) -> str:
    return erreur.value.regle.code
