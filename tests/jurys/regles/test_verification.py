"""The code of a certificate: what gives it, frozen for 42 years, and how it is read again from the paper."""

from dataclasses import fields, replace

import pytest

from jurys.regles.verification import (
    LONGUEUR,
    SIGNES,
    FaitsImprimes,
    code_de,
    code_imprime,
    code_lu,
    codes_egaux,
    numero_lu,
)

CLE = "00ff" * 16
FAITS = FaitsImprimes(
    numero="MC 000123",
    type="CQPM",
    code="CQPM 2024 9001 R",
    intitule="Technicien d’essai",
    nom="O’BRIEN",
    nom_usage="",
    prenoms="Zoé",
    naissance="1996-02-29",
    lieu_naissance="Saint-Nazaire (44)",
    date_jury="2026-12-08",
)


def test_le_code_est_celui_des_papiers_deja_remis():
    """CERTIFICAT-VERIFICATION: if this line must change, every certificate handed over stops verifying."""
    assert code_de(CLE, FAITS) == "RN028B9V7J"


@pytest.mark.parametrize("fait", [champ.name for champ in fields(FaitsImprimes)])
def test_un_seul_fait_change_donne_un_autre_code(fait):
    autre = replace(FAITS, **{fait: getattr(FAITS, fait) + "x"})
    assert code_de(CLE, autre) != code_de(CLE, FAITS)


def test_une_autre_cle_donne_un_autre_code():
    assert code_de("11" * 32, FAITS) != code_de(CLE, FAITS)


def test_deux_faits_voisins_ne_se_confondent_pas():
    """Separated: « LE » « GOFF » is not « LEG » « OFF »."""
    un, deux = (replace(FAITS, nom=nom, prenoms=prenoms) for nom, prenoms in (("LE", "GOFF"), ("LEG", "OFF")))
    assert code_de(CLE, un) != code_de(CLE, deux)


def test_un_accent_se_compare_compose():
    assert code_de(CLE, replace(FAITS, prenoms="Zoe\u0301")) == code_de(CLE, FAITS)


def test_le_code_a_dix_signes_qui_ne_se_confondent_pas():
    codes = {code_de(CLE, replace(FAITS, numero=f"MC {rang:06d}")) for rang in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {LONGUEUR}
    assert {signe for code in codes for signe in code} == set(SIGNES)
    assert not set("ILOU") & set(SIGNES)


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [
        ("7K3MQ-9TX2A", "7K3MQ9TX2A"),
        (" 7k3mq 9tx2a ", "7K3MQ9TX2A"),
        ("7K3MQ\u20119TX2A", "7K3MQ9TX2A"),
        ("oOiIlL", "001111"),
        ("", ""),
        ("é*", "É"),
    ],
)
def test_le_code_se_lit_comme_on_le_tape(saisi, lu):
    assert code_lu(saisi) == lu


@pytest.mark.parametrize("saisi", ["MC 000123", "mc000123", " MC\u00a0000123", "MC-000123", "m.c 000 123"])
def test_le_numero_se_lit_comme_on_le_tape(saisi):
    assert numero_lu(saisi) == "MC000123"


def test_le_code_imprime_se_relit_et_aucun_autre():
    code = code_de(CLE, FAITS)
    assert codes_egaux(code, code_imprime(code).lower())
    assert not codes_egaux(code, code[:-1])
    assert not codes_egaux(code, "")
    assert not codes_egaux(code, "É" * 10)
