"""Rules of the grid at their boundaries. No database."""

import hashlib
from datetime import date

import pytest

from evaluations.regles.grille import (
    PHRASES,
    commentaire_lie,
    commentaire_suffisant,
    empreinte,
    refus_de_ligne,
    reserve,
    saisie_ouverte,
)


@pytest.mark.parametrize(
    ("maitrisee", "commentaire", "attendu"),
    [
        (True, "", True),
        (False, "", False),
        (False, " \n ", False),
        (False, "x", False),
        (False, "Insuffisant", False),  # one word
        (False, "a bcdef", False),  # seven signs
        (False, "a bcdefg", True),
        (False, "Gamme non tenue.", True),
    ],
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


@pytest.mark.parametrize(
    ("commentaire", "non_coches", "attendu"),
    [
        ("La gamme n’est pas justifiée", ["Le choix de la gamme est justifié."], True),
        ("Aucune justification", ["Le choix de la gamme est justifié."], True),  # another form of the word
        ("Pas du tout", ["Le choix de la gamme est justifié."], False),
        ("Pas du tout", [], True),  # no criterion in the référentiel
    ],
)
def test_le_commentaire_parle_d_un_critere_non_atteint(commentaire, non_coches, attendu):
    """COMMENTAIRE-NON-MAITRISE"""
    assert commentaire_lie(commentaire, non_coches) is attendu


@pytest.mark.parametrize(
    ("maitrisee", "commentaire", "non_coches", "attendu"),
    [
        (None, "Gamme non tenue", [], "decision"),
        (True, "", ["Le plan est lu."], ""),
        (False, "x", ["Le plan est lu."], "commentaire"),
        (False, "Rien de cela", ["La gamme est tenue."], "lien"),
        (False, "La gamme, non", ["La gamme est tenue."], ""),
        (False, "Rien de cela", [], ""),
    ],
)
def test_ce_qu_aucune_confirmation_ne_remplace(maitrisee, commentaire, non_coches, attendu):
    """COMMENTAIRE-NON-MAITRISE"""
    assert refus_de_ligne(maitrisee, commentaire, non_coches) == PHRASES.get(attendu, "")


@pytest.mark.parametrize(
    ("maitrisee", "commentaire", "coches", "non_coches", "attendu"),
    [
        (True, "", ["a"], [], ""),
        (True, "", [], ["a"], ""),  # ticks not used
        (True, "", ["a"], ["Le plan est lu.", "c"], "Maîtrisée, sans que soit coché : Le plan est lu ; c."),
        (True, "Geste net", [], [], ""),
        (
            True, "la vérification n’est pas faite", [], [],
            "Maîtrisée, avec un commentaire qui semble dire le contraire : « la vérification n’est pas faite ».",
        ),
        (False, "Cote fausse", ["a"], [], "Pas maîtrisée, alors que tous les critères sont cochés."),
        (False, "Cote fausse", ["a"], ["b"], ""),
        (None, "", ["a"], ["b"], ""),
    ],
)  # fmt: skip
def test_ce_qui_ne_va_pas_ensemble_se_demande(maitrisee, commentaire, coches, non_coches, attendu):
    """GRILLE-COHERENCE"""
    assert reserve(maitrisee, commentaire, coches, non_coches) == attendu
