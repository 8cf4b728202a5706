"""A département as people write it."""

import pytest

from certif_portal.commun.departements import DEPARTEMENTS, departement


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("1", "01"),
        ("44", "44"),
        ("971", "971"),
        ("2a", "2A"),
        ("Loire-Atlantique", "44"),
        ("loire atlantique", "44"),
        ("COTES D'ARMOR", "22"),
        ("Val-d’Oise", "95"),
        ("Réunion", "974"),
        ("La Réunion", "974"),
        ("Loi", "Loi"),
        ("Loire-Inférieure", "44"),
        ("Côtes-du-Nord", "22"),
        ("44 - Loire-Atlantique", "44"),
        ("44-Loire Atlantique", "44"),
        ("Loire-Atlantique (44)", "44"),
        ("(44)", "44"),
        ("Dpt 44", "44"),
        ("département 1", "01"),
        ("044", "44"),
        ("2 A", "2A"),
        ("Corse-du-Sud (2a)", "2A"),
        ("Seine St Denis", "93"),
        ("Hts-de-Seine", "92"),
        ("Htes Alpes", "05"),
        ("Ille & Vilaine", "35"),
        ("35 Loire-Atlantique", "35 Loire-Atlantique"),
        ("44000", "44000"),
        ("Seine", "Seine"),
        ("Corse", "Corse"),
        ("44 ?", "44 ?"),
        ("Loire-Atlantique ?", "Loire-Atlantique ?"),
        ("99", "99"),
        ("", ""),
    ],
)
def test_le_numero_ou_le_nom(ecrit, lu):
    assert departement(ecrit) == lu


def test_chaque_nom_rend_son_numero():
    assert {nom: departement(nom) for nom in DEPARTEMENTS.values()} == {nom: n for n, nom in DEPARTEMENTS.items()}
