"""RELANCE-ETAPES: which step a day reaches."""

from datetime import date, timedelta

import pytest

from certif_portal.portail.regles import etape_de_relance

LIMITE = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("reste", "etape"),
    [
        (60, ""),
        (16, ""),
        (15, "J-15"),
        (8, "J-15"),
        (7, "J-7"),
        (2, "J-7"),
        (1, "J-1"),
        (0, "J-1"),
        (-1, "retard"),
        (-400, "retard"),
    ],
)
def test_l_etape_est_la_derniere_atteinte(reste, etape):
    """RELANCE-ETAPES: a missed run is made up for by the nearest step alone."""
    assert etape_de_relance(LIMITE, LIMITE - timedelta(days=reste), [15, 7, 1]) == etape


def test_sans_etape_seul_le_retard_est_relance():
    assert etape_de_relance(LIMITE, LIMITE, []) == ""
    assert etape_de_relance(LIMITE, LIMITE + timedelta(days=1), []) == "retard"
