"""The dates of a delegation at their boundaries. No database."""

from datetime import date

import pytest

from evaluations.regles.delegation import en_vigueur, obstacle_aux_dates

DU, AU = date(2026, 2, 28), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("au", "le", "attendu"),
    [
        (AU, date(2026, 2, 27), False),
        (AU, DU, True),
        (AU, AU, True),
        (AU, date(2026, 4, 1), False),
        (None, date(2030, 1, 1), True),
    ],
)
def test_premier_et_dernier_jour_compris(au, le, attendu):
    """DELEGATION-ORGANISATION"""
    assert en_vigueur(DU, au, le) is attendu


def test_elle_ne_finit_pas_avant_de_commencer():
    """DELEGATION-ORGANISATION"""
    assert obstacle_aux_dates(DU, None) == obstacle_aux_dates(DU, DU) == ""
    assert obstacle_aux_dates(DU, date(2026, 2, 27)) == "La délégation finit avant de commencer."
