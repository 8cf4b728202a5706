"""NAF-NOMENCLATURE: a code keeps its nomenclature; which one is asked from the day when two are in use."""

from datetime import date

import pytest

from candidats.regles.nace import CODE, NAF_2025_DES, NAF_NOMENCLATURE, nomenclature_a_dire


@pytest.mark.parametrize(
    ("code", "depot", "dit"),
    [
        ("", date(2027, 1, 1), None),
        ("25.62", date(2026, 12, 31), None),
        ("25.62 (rév. 2)", date(2026, 12, 31), None),
        ("25.62 (2025)", date(2026, 12, 31), "La NAF 2025 ne s’applique pas encore"),
        ("25.62", date(2027, 1, 1), "« 25.62 » est-il un code de la NAF 2025 ou de la révision 2 ?"),
        ("25.62 (rév. 2)", date(2027, 1, 1), None),
        ("25.62 (2025)", date(2027, 1, 1), None),
    ],
)
def test_les_deux_nomenclatures_de_part_et_d_autre_du_premier_jour(code, depot, dit):
    """NAF-NOMENCLATURE"""
    constats = list(nomenclature_a_dire(code, depot))
    assert [(c.champ, c.regle) for c in constats] == ([("entreprise_code_nace", NAF_NOMENCLATURE)] if dit else [])
    assert all(c.message.startswith(dit) for c in constats)
    assert date(2027, 1, 1) == NAF_2025_DES


@pytest.mark.parametrize(
    ("code", "bon"),
    [("25.62", True), ("25.62 (2025)", True), ("25.62 (rév. 2)", True), ("25.62 (2008)", False), ("2562", False)],
)
def test_un_code_d_activite_a_quatre_chiffres_et_parfois_sa_nomenclature(code, bon):
    assert bool(CODE.fullmatch(code)) == bon
