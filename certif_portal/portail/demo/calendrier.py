"""Days of the demonstration, counted from the day of loading. No clock here: it is given."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Calendrier:
    """`maintenant` is the instant of loading: nothing is written after it."""

    maintenant: datetime

    @property
    def jour(self) -> date:
        return timezone.localdate(self.maintenant)

    def le(self, jours: int) -> date:
        """The day `jours` from now, moved off the week-end: backwards in the past, forwards in the future."""
        le = self.jour + timedelta(days=jours)
        if jours <= 0 or le.weekday() < 5:
            return self.ouvre(le)
        return le + timedelta(days=7 - le.weekday())

    def ouvre(self, le: date | int) -> date:
        """That day, or the Friday before when it falls on a week-end: nobody works then. Today stays today."""
        jour = self.jour + timedelta(days=le) if isinstance(le, int) else le
        return jour if jour == self.jour else jour - timedelta(days=max(jour.weekday() - 4, 0))

    def a(self, le: date | int, heure: int = 9, minute: int = 0) -> datetime:
        """An instant of that working day; the instant of loading when the hour is still to come."""
        moment = timezone.make_aware(datetime.combine(self.ouvre(le), time(heure, minute)))
        return min(moment, self.maintenant)
