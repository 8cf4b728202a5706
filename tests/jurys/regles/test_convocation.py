"""The real day of a convocation: what it must be, what proves it, when it is late."""

from datetime import date

import pytest

from jurys.regles.convocation import Envoi, a_prouver, date_attendue, est_tardive

JURY, CE_JOUR = date(2026, 12, 8), date(2026, 11, 20)


@pytest.mark.parametrize(("le", "tardive"), [(date(2026, 11, 23), False), (date(2026, 11, 24), True)])
def test_le_retard_commence_le_lendemain_de_la_limite(le, tardive):
    """CONVOCATION-TARDIVE"""
    assert est_tardive(JURY, le) is tardive


@pytest.mark.parametrize(
    ("canal", "le", "prouver", "dit"),
    [
        ("portail", CE_JOUR, False, ""),
        ("portail", date(2026, 11, 19), False, "Le portail écrit aujourd’hui"),
        ("courrier", CE_JOUR, False, ""),
        ("courrier", date(2026, 11, 19), True, ""),
        ("courriel", CE_JOUR, True, ""),
        ("main", CE_JOUR, True, ""),
        ("courrier", date(2026, 11, 21), True, "Cette date n’est pas encore venue."),
        ("courrier", date(2025, 11, 20), True, ""),
        ("courrier", date(2025, 11, 19), True, "Date lue : 19/11/2025, il y a plus d’un an : vérifiez l’année."),
    ],
)
def test_ce_que_demande_chaque_canal(canal, le, prouver, dit):
    """CONVOCATION-PROUVEE"""
    assert a_prouver(canal, le, CE_JOUR) is prouver
    assert date_attendue(canal, le, CE_JOUR).startswith(dit)
    assert bool(dit) is bool(date_attendue(canal, le, CE_JOUR))


def test_ce_qui_part_est_compte_et_rien_d_autre_n_est_dit():
    assert Envoi(0, 0, 0, 0).phrase == ""
    assert Envoi(1, 0, 0, 1).phrases == [
        "1 convocation par courriel",
        "1 copie par courrier aux organisations qui ont mandaté, à imprimer",
    ]
