"""Boundaries of the delays of the jury. No database, no clock."""

from datetime import date

import pytest

from jurys.regles.delai import (
    CERTIFICAT_CONSERVATION,
    date_limite_avis,
    date_limite_certificats,
    date_limite_convocation,
    date_limite_designation,
    date_limite_gtp,
    est_tenu,
    fin_acces_jure,
    fin_acquis,
)


@pytest.mark.parametrize(
    ("date_jury", "limite"),
    [
        (date(2025, 3, 25), date(2025, 3, 10)),
        (date(2024, 3, 15), date(2024, 2, 29)),
        (date(2026, 1, 10), date(2025, 12, 26)),
    ],
)
def test_convocation_et_designation_quinze_jours_calendaires(date_jury, limite):
    """JURY-CONVOCATION, JURY-DESIGNATION"""
    assert date_limite_convocation(date_jury) == limite
    assert date_limite_designation(date_jury) == limite


@pytest.mark.parametrize(
    ("date_jury", "rncp", "fin"),
    [
        (date(2024, 2, 29), True, date(2029, 2, 28)),
        (date(2024, 2, 29), False, date(2026, 2, 28)),
        (date(2026, 12, 8), True, date(2031, 12, 8)),
        (date(2026, 12, 8), False, date(2028, 12, 8)),
    ],
)
def test_ce_qui_est_acquis_vaut_cinq_ans_ou_vingt_quatre_mois(date_jury, rncp, fin):
    """ACQUIS-RNCP, ACQUIS-HORS-RNCP"""
    assert fin_acquis(date_jury, rncp) == fin


@pytest.mark.parametrize(
    ("date_jury", "limite"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2023, 12, 31), date(2024, 2, 29)),
        (date(2026, 12, 8), date(2027, 2, 8)),
    ],
)
def test_transmission_au_gtp_deux_mois(date_jury, limite):
    """TRANSMISSION-GTP"""
    assert date_limite_gtp(date_jury) == limite


def test_remise_des_certificats_selon_le_reglage_du_centre():
    """CERTIFICATS-REMISE"""
    assert date_limite_certificats(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert date_limite_certificats(date(2026, 11, 30), 2) == date(2027, 1, 30)


def test_avis_avant_le_jury_selon_le_reglage_du_centre():
    """AVIS-AVANT-JURY"""
    assert date_limite_avis(date(2026, 12, 8), 15) == date(2026, 11, 23)
    assert date_limite_avis(date(2026, 12, 8), 7) == date(2026, 12, 1)


def test_acces_d_un_membre_ferme_un_mois_apres():
    """ACCES-JURE"""
    assert fin_acces_jure(date(2026, 1, 31)) == date(2026, 2, 28)


def test_la_copie_d_un_certificat_se_garde_quarante_deux_ans():
    """CERTIFICAT-CONSERVATION: « pour une durée de quarante-deux (42) ans »."""
    assert CERTIFICAT_CONSERVATION.apres(date(2024, 2, 29)) == date(2066, 2, 28)
    assert CERTIFICAT_CONSERVATION.enonce == "Le centre garde une copie du certificat 42 ans."


@pytest.mark.parametrize(
    ("le", "tenu"), [(date(2026, 12, 7), False), (date(2026, 12, 8), True), (date(2026, 12, 9), True)]
)
def test_un_jury_est_tenu_des_son_jour(le, tenu):
    assert est_tenu(date(2026, 12, 8), le) == tenu
