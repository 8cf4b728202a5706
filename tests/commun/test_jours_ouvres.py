"""RELANCE-JOURS: the days on which the portal writes."""

from datetime import date

import pytest

from certif_portal.commun.jours_ouvres import est_ouvre, feries, prochain_ouvre


def test_les_onze_jours_feries_de_2026():
    assert sorted(feries(2026, alsace_moselle=False)) == [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ]


def test_l_alsace_et_la_moselle_en_ont_deux_de_plus():
    plus = feries(2026, alsace_moselle=True) - feries(2026, alsace_moselle=False)
    assert sorted(plus) == [date(2026, 4, 3), date(2026, 12, 26)]


@pytest.mark.parametrize(
    ("jour", "ouvre"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 29), False),
        (date(2026, 11, 30), True),
        (date(2026, 5, 14), False),
        (date(2028, 2, 29), True),
        (date(2027, 3, 29), False),  # Easter Monday, the morning after a daylight-saving night
    ],
)
def test_ni_fin_de_semaine_ni_jour_ferie(jour, ouvre):
    assert est_ouvre(jour) is ouvre


@pytest.mark.parametrize(
    ("jour", "alsace_moselle", "attendu"),
    [
        (date(2026, 11, 26), False, date(2026, 11, 27)),
        (date(2026, 11, 27), False, date(2026, 11, 30)),
        (date(2026, 4, 2), False, date(2026, 4, 3)),
        (date(2026, 4, 2), True, date(2026, 4, 7)),
        (date(2026, 12, 31), False, date(2027, 1, 4)),
        (date(2028, 2, 28), False, date(2028, 2, 29)),
    ],
)
def test_le_prochain_jour_ouvre(jour, alsace_moselle, attendu):
    assert prochain_ouvre(jour, alsace_moselle=alsace_moselle) == attendu
