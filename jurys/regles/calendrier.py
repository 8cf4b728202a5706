"""The dates of a year, proposed and never taken for granted. No database here."""

from collections.abc import Container, Iterable
from datetime import date, timedelta

from dateutil.easter import easter

MARDI, DEUXIEME = 1, 2
FIXES = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
SEMAINES = 53
APRES_PAQUES = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday, in days after Easter."""


def jours_feries(annee: int) -> frozenset[date]:
    """Public holidays of mainland France."""
    paques = easter(annee)
    mobiles = {paques + timedelta(days=jours) for jours in APRES_PAQUES}
    return frozenset({date(annee, mois, jour) for mois, jour in FIXES} | mobiles)


def proposer_dates(annee: int, nombre: int, precedentes: Iterable[date]) -> list[date]:
    """What the form of a year shows, to be confirmed or changed: the days of the year before, at the same place in
    their months (« second Tuesday of March »); the others spread over the year. Never a public holiday,
    nor the same day twice."""
    pris = set(jours_feries(annee))
    voulues = [_meme_place(jour, annee) for jour in sorted(precedentes)][:nombre]
    if len(voulues) < nombre:
        mois = _mois(nombre)
        rangs = [mois[:place].count(un) for place, un in enumerate(mois)]  # of one month: the second, then the fourth
        voulues = [_meme_rang(annee, un, MARDI, DEUXIEME * (rang + 1)) for un, rang in zip(mois, rangs, strict=True)]
    dates = []
    for jour in voulues:
        dates.append(_libre(jour, pris))
        pris.add(dates[-1])
    return dates


def _mois(nombre: int) -> list[int]:
    """Four juries: March, June, September, December."""
    return [max(1, -(-12 * rang // nombre)) for rang in range(1, nombre + 1)]


def _meme_place(jour: date, annee: int) -> date:
    return _meme_rang(annee, jour.month, jour.weekday(), (jour.day - 1) // 7 + 1)


def _meme_rang(annee: int, mois: int, jour_semaine: int, rang: int) -> date:
    """The rank-th such weekday of the month; the last one when there are not so many."""
    premier = date(annee, mois, 1)
    premier += timedelta(days=(jour_semaine - premier.weekday()) % 7)
    voulu = premier + timedelta(weeks=rang - 1)
    return voulu if voulu.month == mois else voulu - timedelta(weeks=1)


def _libre(jour: date, pris: Container[date]) -> date:
    """That day; else the same weekday, some weeks later within the year (1 and 8 May are both taken), else sooner."""
    semaines = (jour + timedelta(weeks=ecart) for ecart in (*range(SEMAINES), *range(-1, -SEMAINES, -1)))
    return next((autre for autre in semaines if autre.year == jour.year and autre not in pris), jour)
