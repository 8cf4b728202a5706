"""HABILITATION-DUREE, HABILITATION-UNIQUE"""

from datetime import date

import pytest

from habilitations import regles
from habilitations.choix import Verdict


@pytest.mark.parametrize(
    ("effet", "dernier"),
    [
        (date(2024, 1, 1), date(2028, 12, 31)),
        (date(2022, 3, 15), date(2027, 3, 14)),
        (date(2024, 2, 28), date(2029, 2, 27)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2024, 3, 1), date(2029, 2, 28)),
        (date(2019, 3, 1), date(2024, 2, 29)),
        (date(2023, 12, 31), date(2028, 12, 30)),
    ],
)
def test_cinq_ans_la_veille_de_l_anniversaire(effet, dernier):
    """HABILITATION-DUREE"""
    assert regles.dernier_jour(effet) == dernier


@pytest.mark.parametrize(
    ("retiree_le", "attendue"),
    [
        (None, (date(2024, 1, 1), date(2028, 12, 31))),
        (date(2025, 6, 1), (date(2024, 1, 1), date(2025, 5, 31))),
        (date(2028, 12, 31), (date(2024, 1, 1), date(2028, 12, 30))),
        (date(2024, 1, 1), None),
    ],
)
def test_un_retrait_borne_la_periode(retiree_le, attendue):
    assert regles.periode_effective(date(2024, 1, 1), date(2028, 12, 31), retiree_le) == attendue


@pytest.mark.parametrize(
    ("effet", "chevauche"),
    [
        (date(2018, 12, 31), False),
        (date(2019, 1, 2), True),
        (date(2024, 1, 1), True),
        (date(2028, 12, 31), True),
        (date(2029, 1, 1), False),
    ],
)
def test_deux_actes_ne_partagent_aucun_jour(effet, chevauche):
    """HABILITATION-UNIQUE"""
    existante = (date(2024, 1, 1), date(2028, 12, 31))
    periode = (effet, regles.dernier_jour(effet))
    assert regles.premier_chevauchement(periode, [existante]) == (existante if chevauche else None)


@pytest.mark.parametrize(
    ("jour", "fin", "dedans"),
    [
        (date(2026, 10, 25), date(2026, 11, 16), False),
        (date(2026, 10, 26), date(2026, 11, 16), True),
        (date(2026, 11, 16), date(2026, 11, 16), True),
        (date(2026, 11, 17), date(2026, 11, 16), False),
        (date(2030, 1, 1), None, True),
        (date(2026, 10, 25), None, False),
    ],
)
def test_un_jour_est_dans_une_fenetre_bornes_comprises(jour, fin, dedans):
    assert regles.dans(jour, [(date(2026, 10, 26), fin)]) is dedans
    assert regles.dans(jour, []) is False


@pytest.mark.parametrize(
    ("du", "possible"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2028, 12, 31), True),
        (date(2029, 1, 1), False),
    ],
)
def test_une_suspension_commence_pendant_l_habilitation(du, possible):
    """HABILITATION-SUSPENSION"""
    assert (regles.suspension_impossible(du, (date(2024, 1, 1), date(2028, 12, 31)), []) == "") is possible


def test_un_verdict_defavorable_est_motive():
    assert regles.verdict_possible(Verdict.CONFORME, "", avec_preuve=True) == ""
    autres = [verdict for verdict in Verdict if verdict != Verdict.CONFORME]
    assert all(regles.verdict_possible(verdict, "", avec_preuve=True) for verdict in autres)
    assert [regles.verdict_possible(verdict, "Grilles absentes.", avec_preuve=True) for verdict in autres] == [
        ""
    ] * len(autres)
