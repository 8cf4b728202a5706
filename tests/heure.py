"""The day the portal lives on in a test."""

from datetime import date

from certif_portal.commun import horloge


def vivre_le(jour: date) -> None:
    """The hour stays; no real date is read, so that a run that passes midnight changes nothing."""
    horloge.deplacer(horloge.decalage().days + (jour - horloge.aujourdhui()).days)
