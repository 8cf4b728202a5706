"""The days a trial draws: the seed's own, after those that are always tried."""

from datetime import date, timedelta

from epreuves.demo import DEBUT, ETENDUE, TOUJOURS, jours


def test_la_graine_fait_les_jours():
    tires = list(jours(40, 1))
    assert tires[:3] == [date(2026, 11, 22), date(2028, 2, 29), date(2026, 12, 31)]
    assert len(tires) == 40
    assert tires == list(jours(40, 1))
    assert tires[3:] != list(jours(40, 2))[3:]
    assert all(DEBUT <= jour < DEBUT + timedelta(days=ETENDUE) for jour in tires)
    assert list(jours(2, 1)) == list(TOUJOURS[:2])
