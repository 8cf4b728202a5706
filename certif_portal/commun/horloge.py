"""The one clock of the portal, read only by views, tasks and management commands.

In the demonstration and in tests alone it can be moved by whole days, because the delays of the
dispositif add up to months. The shift lives in a small file, so that the server and the commands
share it without a query. Tests set the hour too, once: a long run that passes midnight stays on its day.
"""

import json
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

DECALAGE_MAXIMAL = 20_000  # days


class HorlogeFixe(Exception):
    """Somebody tried to move the clock of a real centre."""


def decalage() -> timedelta:
    """By how much the clock is moved; zero wherever it cannot be moved."""
    if not settings.HORLOGE_MOBILE:
        return timedelta()
    try:
        lu = json.loads(settings.HORLOGE_FICHIER.read_text())
        return timedelta(days=int(lu["jours"]), minutes=int(lu.get("minutes", 0)))
    except (OSError, ValueError, KeyError, TypeError):
        return timedelta()


def maintenant() -> datetime:
    """The instant; moved, it keeps the hour of the wall: a winter evening stays an evening in summer, on the day
    asked."""
    pas = decalage()
    return (timezone.localtime() + pas).astimezone(UTC) if pas else timezone.now()


def du_mur() -> datetime:
    """The real instant, that nobody moves: a demonstration taken six months further ends nobody's session."""
    return timezone.now()


def aujourdhui() -> date:
    return timezone.localdate(maintenant())


def deplacer(jours: int, minutes: int | None = None) -> None:
    """Set the shift to `jours` whole days from the real time (0 puts the clock right again), and 0 to 1,439 minutes
    on top; None keeps those."""
    if not settings.HORLOGE_MOBILE:
        raise HorlogeFixe("L’horloge ne se déplace que dans la démonstration et les tests.")
    if abs(jours) >= DECALAGE_MAXIMAL:
        raise HorlogeFixe(f"Le décalage doit rester à moins de {DECALAGE_MAXIMAL} jours.")
    minutes = decalage().seconds // 60 if minutes is None else minutes
    settings.HORLOGE_FICHIER.parent.mkdir(parents=True, exist_ok=True)
    provisoire = settings.HORLOGE_FICHIER.with_suffix(".tmp")
    provisoire.write_text(json.dumps({"jours": jours, "minutes": minutes}))
    provisoire.replace(settings.HORLOGE_FICHIER)
