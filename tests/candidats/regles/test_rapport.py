from datetime import date

import pytest

from candidats.regles.rapport import AVEC_RAPPORT, RAPPORT_DELAI, date_limite_rapport
from referentiels.choix import NatureModalite


@pytest.mark.parametrize(
    ("evaluation", "jours", "limite"),
    [
        (date(2026, 11, 6), RAPPORT_DELAI.jours, date(2026, 10, 22)),
        (date(2028, 3, 15), 15, date(2028, 2, 29)),
        (date(2027, 3, 15), 15, date(2027, 2, 28)),
        (date(2026, 11, 6), 0, date(2026, 11, 6)),
        (None, 15, None),
    ],
)
def test_le_rapport_precede_la_commission(evaluation, jours, limite):
    """RAPPORT-DELAI"""
    assert date_limite_rapport(evaluation, jours) == limite


def test_la_presentation_de_projets_seule_demande_un_rapport():
    assert {NatureModalite.PROJET} == AVEC_RAPPORT
