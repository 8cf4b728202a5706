"""The dates proposed for a year: those of the year before, in the same place, never a public holiday."""

from datetime import date, timedelta

import pytest

from jurys.regles.calendrier import jours_feries, proposer_dates


def test_les_jours_feries_suivent_paques():
    fixes = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    assert jours_feries(2027) == {date(2027, *jour) for jour in fixes | {(3, 29), (5, 6), (5, 17)}}


def test_sans_annee_precedente_les_dates_se_repartissent():
    """Second Tuesdays."""
    assert proposer_dates(2027, 4, []) == [date(2027, 3, 9), date(2027, 6, 8), date(2027, 9, 14), date(2027, 12, 14)]
    assert [jour.month for jour in proposer_dates(2027, 6, [])] == [2, 4, 6, 8, 10, 12]
    deux_par_mois = proposer_dates(2027, 24, [])
    assert deux_par_mois[:3] == [date(2027, 1, 12), date(2027, 1, 26), date(2027, 2, 9)]
    assert len(set(deux_par_mois)) == 24


@pytest.mark.parametrize(
    ("precedente", "voulue"),
    [
        (date(2026, 12, 8), date(2027, 12, 14)),  # second Tuesday
        (date(2026, 7, 7), date(2027, 7, 6)),  # the seventh day of a month is of its first week
        (date(2026, 4, 14), date(2027, 4, 13)),
        (date(2026, 6, 2), date(2027, 6, 1)),  # first Tuesday, the first of the month
        (date(2026, 3, 31), date(2027, 3, 30)),  # fifth Tuesday, and there is one
        (date(2026, 6, 30), date(2027, 6, 29)),
        (date(2026, 9, 29), date(2027, 9, 28)),  # fifth, and there are only four
        (date(2026, 7, 8), date(2027, 7, 21)),  # 14 July: a week later
        (date(2026, 5, 2), date(2027, 5, 15)),  # 1 May, then 8 May: two weeks later
        (date(2026, 12, 26), date(2027, 12, 18)),  # 25 December: a week later is a holiday of another year
    ],
)
def test_une_date_garde_sa_place_dans_le_mois(precedente, voulue):
    assert proposer_dates(2027, 1, [precedente]) == [voulue]


def test_il_en_est_propose_le_nombre_voulu():
    precedentes = [date(2026, 12, 8), date(2026, 3, 10), date(2026, 6, 9)]
    assert proposer_dates(2027, 2, precedentes) == [date(2027, 3, 9), date(2027, 6, 8)]
    assert len(proposer_dates(2027, 4, precedentes)) == 4


def test_deux_jurys_du_meme_mois_ne_tombent_pas_le_meme_jour():
    """The fourth and the fifth Tuesday of September: the year after has four."""
    assert proposer_dates(2027, 2, [date(2026, 9, 22), date(2026, 9, 29)]) == [date(2027, 9, 28), date(2027, 10, 5)]


@pytest.mark.parametrize("annee", range(2024, 2040))
def test_aucune_date_n_est_feriee_ni_d_une_autre_annee(annee):
    """Each day of the year before, one by one."""
    feries = jours_feries(annee)
    for rang in range(365):
        [proposee] = proposer_dates(annee, 1, [date(annee - 1, 1, 1) + timedelta(days=rang)])
        assert proposee.year == annee
        assert proposee not in feries
