"""The decision of the jury, and what it awards."""

import pytest

from certif_portal.commun.regles import Effet
from jurys.choix import Decision, TypeCertificat
from jurys.regles.deliberation import (
    DECISION_A_NA,
    JURY_RECTIFIE,
    acquises_par_defaut,
    blocs_acquis,
    certificat_attribue,
    cqpi_a_saisir,
    decision_coherente,
    decision_inverse,
    decision_resumee,
    empreinte_des_decisions,
    s_ecarte,
)


def test_admission_si_et_seulement_si_tout_est_acquis():
    """ADMISSION-TOUTES-COMPETENCES"""
    assert decision_coherente(Decision.A, [1, 2, 3], [1, 2, 3])
    assert not decision_coherente(Decision.A, [1, 2, 3], [1, 2])
    assert decision_coherente(Decision.NA, [1, 2, 3], [1, 2])
    assert not decision_coherente(Decision.NA, [1, 2, 3], [1, 2, 3])


def test_par_defaut_la_decision_suit_la_commission():
    """JURY-SOUVERAIN"""
    assert acquises_par_defaut(Decision.A, [1, 2], [1]) == {1, 2}
    assert acquises_par_defaut(Decision.NA, [1, 2], [1, 9]) == {1}
    assert s_ecarte([1], [1, 2])
    assert not s_ecarte([2, 1], [1, 2])


def test_un_bloc_est_acquis_en_entier_ou_pas():
    assert blocs_acquis({10: [1, 2], 11: [3, 4], 12: []}, [1, 2, 3]) == [10]
    assert blocs_acquis({10: [2, 1]}, [1, 2]) == [10]


@pytest.mark.parametrize(
    ("blocs", "resumee"),
    [(["A", ""], ""), (["", ""], ""), (["NA", "A"], "A"), (["A"], "A"), (["NA", "NA"], "NA")],
)
def test_plusieurs_blocs_se_resument_quand_tous_sont_decides(blocs, resumee):
    assert decision_resumee(blocs) == resumee


def test_une_decision_rectifiee_est_l_autre():
    """JURY-RECTIFICATION"""
    assert [decision_inverse(lue) for lue in ("A", "NA")] == [Decision.NA, Decision.A]
    assert JURY_RECTIFIE.effet == Effet.BLOQUANTE


def test_deux_valeurs_et_pas_une_de_plus():
    """DECISION-A-NA"""
    assert [decision.value for decision in Decision] == ["A", "NA"]
    assert DECISION_A_NA.effet == Effet.BLOQUANTE


@pytest.mark.parametrize(
    ("type_certification", "bloc", "attribue"),
    [
        ("CQPM", False, TypeCertificat.CQPM),
        ("CQPM", True, TypeCertificat.BDC),
        ("CQPI", False, TypeCertificat.CQPI),
        ("CCPM", False, TypeCertificat.CCPM),
        ("CCPI", False, TypeCertificat.CCPI),
    ],
)
def test_ce_qu_une_admission_attribue(type_certification, bloc, attribue):
    assert certificat_attribue(type_certification, bloc=bloc) == attribue


@pytest.mark.parametrize(
    ("type_certification", "suffixe", "equivalences", "a_saisir"),
    [
        ("CQPM", "I", 0, True),
        ("CQPM", "RI", 0, True),
        ("CQPM", "RI", 1, False),
        ("CQPM", "R", 0, False),
        ("CCPI", "I", 0, False),
    ],
)
def test_un_suffixe_i_sans_equivalence_se_demande(type_certification, suffixe, equivalences, a_saisir):
    """CQPI-JUMEAU"""
    assert cqpi_a_saisir(type_certification, suffixe, equivalences) is a_saisir


def test_l_empreinte_des_decisions_suit_chacune_et_pas_leur_ordre():
    dites = [("J4-01", "A"), ("J4-02.7", "NA")]
    assert empreinte_des_decisions(dites) == empreinte_des_decisions(reversed(dites))
    for autres in ([("J4-01", "NA"), ("J4-02.7", "A")], dites[:1], [("J4-01", "A"), ("J4-02", "NA")]):
        assert empreinte_des_decisions(autres) != empreinte_des_decisions(dites)
