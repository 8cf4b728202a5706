"""The link of a profile is good for two days."""

from datetime import date

from evaluations.regles.candidature import CANDIDATURE_CONFIRMATION


def test_le_lien_vaut_deux_jours():
    """CANDIDATURE-CONFIRMATION"""
    assert CANDIDATURE_CONFIRMATION.apres(date(2028, 2, 27)) == date(2028, 2, 29)
