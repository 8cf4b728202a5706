"""What the national system expects of a person."""

import pytest

from candidats.regles.national import SANS_CODE, SANS_SEXE, manques_national


@pytest.mark.parametrize(
    ("sexe", "code", "manquent"),
    [("F", "44184", []), ("", "44184", [SANS_SEXE]), ("M", "", [SANS_CODE]), ("", "", [SANS_SEXE, SANS_CODE])],
)
def test_ce_qui_manque_est_dit(sexe, code, manquent):
    """NATIONAL-DONNEES"""
    assert manques_national(sexe, code) == manquent
