"""Which days a registration is covered, by the acts of the OF that held it."""

from datetime import date

import pytest

from candidats.regles.suite import Couverture, interrompue_le


def test_la_couverture_compte_chaque_jour_avec_l_organisme_qui_avait_le_dossier():
    """HABILITATION-SUITE"""
    reprise, fin = date(2026, 6, 1), date(2028, 12, 31)
    couverture = Couverture(
        organisme=2,
        reprises=((reprise, 1),),
        actes=((1, (date(2024, 1, 1), date(2026, 4, 30))), (2, (date(2026, 5, 1), fin))),
        suspensions=((1, (date(2025, 1, 1), date(2025, 1, 31))), (2, (date(2026, 7, 1), None))),
        dispenses=((date(2026, 8, 1), date(2026, 8, 31)),),
    )
    jours = {
        date(2023, 12, 31): False,
        date(2024, 1, 1): True,
        date(2025, 1, 31): False,
        date(2025, 2, 1): True,
        date(2026, 4, 30): True,
        date(2026, 5, 1): False,
        date(2026, 5, 31): False,
        reprise: True,
        date(2026, 7, 1): False,
        date(2026, 8, 1): True,
        date(2026, 9, 1): False,
    }
    assert {jour: couverture.couvre(jour) for jour in jours} == jours


@pytest.mark.parametrize(
    ("retiree_le", "le", "depuis"),
    [
        (None, date(2026, 12, 31), None),
        (None, date(2027, 1, 1), date(2027, 1, 1)),
        (None, date(2027, 3, 1), date(2027, 1, 1)),
        (date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 1)),
    ],
)
def test_un_parcours_attend_une_decision_du_premier_jour_sans_habilitation(retiree_le, le, depuis):
    """HABILITATION-SUITE: the last day of the act is covered; a withdrawal counts from its own day."""
    assert interrompue_le(retiree_le, date(2026, 12, 31), le) == depuis
