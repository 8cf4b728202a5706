"""What a tablet may take along: which days, and how a candidate is named on it."""

from datetime import date, timedelta

JOURS_AVANT, JOURS_APRES = 1, 3
"""Days of sittings taken along, before and after today."""


def fenetre(le: date) -> tuple[date, date]:
    """First and last day of the sittings that a package of this day holds."""
    return le - timedelta(days=JOURS_AVANT), le + timedelta(days=JOURS_APRES)


def initiales(prenom: str, nom: str) -> str:
    """« Z. O. »: enough on a tablet that lies on a bench."""
    return f"{prenom[:1].upper()}. {nom[:1]}."
