"""Rules of the accreditation file: competence, findings, delays, draw."""

from datetime import date

import pytest

from habilitations import regles
from habilitations.choix import Verdict
from habilitations.criteres import CODES, CRITERES, INDICATEURS


@pytest.mark.parametrize(
    ("code_postal", "attendu"),
    [("44600", "44"), ("01000", "01"), ("20000", "2A"), ("20169", "2A"), ("20200", "2B"), ("97400", "974"), ("", "")],
)
def test_le_departement_d_un_code_postal(code_postal, attendu):
    """CENTRE-COMPETENT."""
    assert regles.departement(code_postal) == attendu


@pytest.mark.parametrize(
    ("code_postal", "departements", "attendu"),
    [
        ("44600", "44, 56", ""),
        ("49000", "44, 56", "49"),
        ("20200", "2a,2b", ""),
        ("49000", "", ""),
        ("", "44", ""),
    ],
)
def test_le_centre_competent_est_celui_de_l_adresse(code_postal, departements, attendu):
    """CENTRE-COMPETENT: nothing is said where the centre's départements or the address are unknown."""
    assert regles.departement_hors_centre(code_postal, departements) == attendu


@pytest.mark.parametrize(
    ("notifie", "limite"),
    [
        (date(2026, 3, 15), date(2026, 9, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_les_actions_correctives_ont_six_mois(notifie, limite):
    """ACTIONS-CORRECTIVES: calendar months from the notification, the end of the month when the day is missing."""
    assert regles.ACTIONS_CORRECTIVES.apres(notifie) == limite


@pytest.mark.parametrize(
    ("effet", "fin"),
    [
        (date(2026, 1, 1), date(2030, 12, 31)),
        (date(2026, 3, 1), date(2031, 2, 28)),
        (date(2027, 3, 1), date(2032, 2, 29)),
        (date(2028, 2, 29), date(2033, 2, 28)),
        (date(2026, 8, 31), date(2031, 8, 30)),
    ],
)
def test_cinq_ans_jusqu_a_la_veille(effet, fin):
    """HABILITATION-DUREE."""
    assert regles.dernier_jour(effet) == fin


@pytest.mark.parametrize(
    ("verdict", "motif", "avec_preuve", "possible"),
    [
        (Verdict.CONFORME, "", True, True),
        (Verdict.CONFORME, "", False, False),
        (Verdict.MINEURE, "En partie.", True, True),
        (Verdict.MINEURE, "En partie.", False, False),
        (Verdict.MINEURE, "", True, False),
        (Verdict.MAJEURE, "Rien au dossier.", False, True),
        (Verdict.MAJEURE, "", False, False),
    ],
)
def test_un_constat_est_motive_et_rattache_a_une_preuve(verdict, motif, avec_preuve, possible):
    """CONSTAT-MOTIVE: without any proof it is major."""
    assert (regles.verdict_possible(verdict, motif, avec_preuve=avec_preuve) == "") is possible


def test_les_indicateurs_restants_sont_dans_l_ordre():
    """CRITERES-SATISFAITS."""
    assert regles.indicateurs_restants(CODES, {"1.1", "3.2"}) == [c for c in CODES if c not in ("1.1", "3.2")]
    assert regles.indicateurs_restants((), set()) == []


def test_le_tirage_se_refait_et_change_avec_la_graine():
    """AUDIT-TIRAGE: the same text gives the same draw, whatever the order of the population."""
    sirets = [f"{n:014d}" for n in range(40)]
    tires = regles.tirer("printemps 2027", sirets, 5)
    assert tires == regles.tirer("printemps 2027", reversed(sirets), 5)
    assert (len(tires), tires == regles.tirer("automne 2027", sirets, 5)) == (5, False)
    assert regles.tirer("printemps 2027", sirets, 3) == tires[:3]


def test_six_criteres_douze_indicateurs():
    assert [critere.numero for critere in CRITERES] == [1, 2, 3, 4, 5, 6]
    assert list(INDICATEURS) == [f"{critere}.{rang}" for critere in range(1, 7) for rang in (1, 2)]
    assert (CRITERES[0].titre, CRITERES[0].autre_titre) == (
        "Le choix de la certification",
        "L’identification de la certification",
    )
    assert {critere.numero: critere.qualiopi for critere in CRITERES if critere.qualiopi} == {
        1: "Critère 2, indicateur 7",
        5: "Critère 3, indicateur 16",
        6: "Critère 1, indicateur 3",
    }


@pytest.mark.parametrize(("le", "a_temps"), [(date(2026, 9, 15), True), (date(2026, 9, 16), False)])
def test_une_preuve_est_a_temps_le_dernier_jour(le, a_temps):
    """ACTIONS-CORRECTIVES"""
    assert regles.a_temps(date(2026, 9, 15), le) == a_temps
