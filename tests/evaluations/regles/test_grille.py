"""Rules of the grid at their boundaries. No database."""

import hashlib
from datetime import date

import pytest

from evaluations.regles.grille import commentaire_suffisant, empreinte, saisie_ouverte


@pytest.mark.parametrize(
    ("maitrisee", "commentaire", "attendu"),
    [(True, "", True), (False, "", False), (False, " \n ", False), (False, "Gamme non tenue.", True)],
)
def test_commentaire_si_non_maitrisee(maitrisee, commentaire, attendu):
    """COMMENTAIRE-NON-MAITRISE"""
    assert commentaire_suffisant(maitrisee, commentaire) is attendu


@pytest.mark.parametrize(
    ("le", "attendu"), [(date(2026, 11, 5), False), (date(2026, 11, 6), True), (date(2026, 11, 7), True)]
)
def test_saisie_a_partir_du_jour_de_la_seance(le, attendu):
    """GRILLE-SEANCE"""
    assert saisie_ouverte(date(2026, 11, 6), le) is attendu


def test_empreinte_suit_le_contenu_et_non_l_ordre_des_cles():
    assert empreinte({"a": 1, "b": "é"}) == empreinte({"b": "é", "a": 1})
    assert empreinte({"a": 1}) != empreinte({"a": 2})


def test_l_empreinte_se_recalcule_hors_du_portail():
    """What was signed is checked for years: SHA-256 of the JSON in UTF-8, keys in order, without a space."""
    assert empreinte({"b": "é", "a": 1}) == hashlib.sha256('{"a":1,"b":"é"}'.encode()).hexdigest()
