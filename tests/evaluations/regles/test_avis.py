"""Rules of the company’s opinion at their boundaries. No database."""

import pytest

from evaluations.regles.avis import avis_requis, peut_constater_absence


@pytest.mark.parametrize(
    ("voie", "type_certification", "initiative", "attendu"),
    [
        ("formation", "CQPM", False, True),
        ("formation", "CQPI", False, True),
        ("formation", "CQPM", True, False),
        ("formation", "CCPM", False, False),
        ("formation", "CCPI", False, False),
        ("vae", "CQPM", False, False),
        ("vae_branche", "CQPM", False, False),
    ],
)
def test_avis_requis(voie, type_certification, initiative, attendu):
    """AVIS-ENTREPRISE"""
    assert avis_requis(voie, type_certification, initiative)[0] is attendu


@pytest.mark.parametrize(
    ("entreprise", "responsable", "attendu"),
    [(False, False, True), (False, True, True), (True, False, False), (True, True, True)],
)
def test_qui_constate_l_absence(entreprise, responsable, attendu):
    """AVIS-ABSENCE"""
    assert peut_constater_absence(entreprise, responsable) is attendu
