"""Rules of the company’s opinion at their boundaries. No database."""

from datetime import date

import pytest

from evaluations.regles.avis import (
    avis_requis,
    avis_signe,
    obstacle_a_la_verification,
    obstacle_au_papier,
    peut_constater_absence,
)


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


@pytest.mark.parametrize(
    ("traits", "ecrit", "attendu"),
    [([[[1, 1], [200, 90]]], False, True), ([], True, True), ([], False, False)],
)
def test_signe_par_son_trace_ou_par_son_nom(traits, ecrit, attendu):
    """AVIS-SIGNATURE"""
    assert avis_signe(traits, ecrit) is attendu


def test_qui_a_saisi_ne_verifie_pas():
    """AVIS-PAPIER"""
    assert obstacle_a_la_verification(3, 4) == ""
    assert obstacle_a_la_verification(3, 3) == "Vous avez saisi cet avis : une autre personne du centre le vérifie."


def test_un_papier_date_au_plus_tard_du_jour():
    """AVIS-PAPIER"""
    assert obstacle_au_papier(date(2026, 11, 20), date(2026, 11, 20)) == ""
    assert (
        obstacle_au_papier(date(2026, 11, 21), date(2026, 11, 20)) == "Le papier porte le 21/11/2026, un jour à venir."
    )
