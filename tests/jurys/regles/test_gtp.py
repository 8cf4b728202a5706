"""What annexe 12 joins, and the days without capacity."""

from datetime import date

import pytest

from jurys.regles.gtp import extrait_attendu, jours_sans_capacite

RETRAIT, RETOUR = date(2026, 11, 30), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("natures", "attendu"), [([], True), (["autre"], True), (["extrait"], False), (["autre", "courriers"], False)]
)
def test_l_extrait_ou_les_courriers(natures, attendu):
    """GTP-EXTRAIT"""
    assert extrait_attendu(natures) is attendu


@pytest.mark.parametrize(
    ("jour", "rendue", "sans"),
    [
        (date(2026, 11, 29), None, False),
        (RETRAIT, None, True),
        (date(2036, 1, 1), None, True),
        (date(2027, 2, 28), RETOUR, True),
        (RETOUR, RETOUR, False),
    ],
)
def test_la_capacite_se_perd_du_premier_jour_a_la_veille_de_son_retour(jour, rendue, sans):
    """CAPACITE-RETIREE"""
    assert jours_sans_capacite([(RETRAIT, rendue)], [jour]) == ([jour] if sans else [])


def test_un_jour_se_dit_une_fois_et_sans_retrait_rien_ne_l_est():
    assert jours_sans_capacite([(RETRAIT, None), (RETRAIT, None)], [RETOUR, RETRAIT]) == [RETRAIT, RETOUR]
    assert jours_sans_capacite([], [RETRAIT]) == []
