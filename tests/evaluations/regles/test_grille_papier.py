"""Who checks a grid typed from paper, and which days it may bear."""

from datetime import date

import pytest

from evaluations.regles.grille_papier import defaut_de_date, obstacle_a_la_verification, obstacle_du_signataire

SEANCE, AUJOURDHUI = date(2026, 11, 6), date(2026, 11, 12)


@pytest.mark.parametrize(
    ("signee_le", "defaut"),
    [
        (date(2026, 11, 5), "Le papier porte le 05/11/2026, avant la séance du 6 novembre 2026."),
        (SEANCE, ""),
        (AUJOURDHUI, ""),
        (date(2026, 11, 13), "Le papier porte le 13/11/2026, un jour à venir."),
    ],
)
def test_un_papier_se_signe_de_la_seance_a_aujourd_hui(signee_le, defaut):
    """GRILLE-PAPIER"""
    assert defaut_de_date(signee_le, SEANCE, AUJOURDHUI) == defaut


def test_qui_a_saisi_ne_verifie_pas():
    """GRILLE-PAPIER"""
    assert obstacle_a_la_verification(1, 1) == "Vous avez saisi cette grille : une autre personne du centre la vérifie."
    assert (obstacle_a_la_verification(1, 2), obstacle_a_la_verification(None, 2)) == ("", "")


def test_qui_signe_ne_saisit_ni_ne_verifie():
    """GRILLE-PAPIER"""
    assert obstacle_du_signataire(1, [2, 1]) == (
        "Vous siégez pour ce candidat : une personne du centre qui n’en signe pas la grille la saisit ou la vérifie."
    )
    assert (obstacle_du_signataire(1, [2, 3]), obstacle_du_signataire(1, [])) == ("", "")
