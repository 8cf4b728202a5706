"""SIRET, declaration of activity, post code."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.identifiants import code_nace, normaliser_code_postal, normaliser_nda, normaliser_siret


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [
        ("73282932000074", "73282932000074"),
        (" 732 829 320 00074 ", "73282932000074"),
        ("732.829.320.00074", "73282932000074"),
        ("732\u00a0829\u202f320 00074", "73282932000074"),
        (73282932000074, "73282932000074"),
        (73282932000074.0, "73282932000074"),
        ("73282932000074.0", "73282932000074"),
        ("35600000000048", "35600000000048"),
        ("35600000049837", "35600000049837"),
    ],
)
def test_un_siret_s_ecrit_de_plusieurs_facons(lu, attendu):
    assert normaliser_siret(lu) == attendu


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [
        ("73282932000075", "clé de contrôle"),
        ("35600000049838", "clé de contrôle"),
        ("732829320", "14 chiffres"),
        ("", "14 chiffres"),
        ("7328293200007A", "14 chiffres"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "14 chiffres"),
        ("²3282932000074", "14 chiffres"),
        (None, "14 chiffres"),
        (1e300, "14 chiffres"),
        (float("nan"), "14 chiffres"),
    ],
)
def test_un_siret_faux_est_refuse_en_clair(lu, attendu):
    with pytest.raises(ErreurMetier, match=attendu):
        normaliser_siret(lu)


def test_une_declaration_d_activite_a_onze_chiffres():
    assert normaliser_nda("52 44 01234 44") == "52440123444"
    for faux in ("5244012344", "524401234444", "5244012344X", ""):
        with pytest.raises(ErreurMetier, match="11 chiffres"):
            normaliser_nda(faux)


def test_un_code_postal_a_cinq_chiffres():
    assert (normaliser_code_postal("44600"), normaliser_code_postal("20 000")) == ("44600", "20000")
    with pytest.raises(ErreurMetier, match="5 chiffres"):
        normaliser_code_postal("4460")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("2562", "25.62"), ("25.62", "25.62"), ("25.62b", "25.62"), ("2562B", "25.62"), ("256", "256")]
    + [("1.62", "01.62"), ("25.6", "25.6"), ("25,6", "25,6"), ("1.6", "1.6")]
    + [
        ("25.62Z NAF 2025", "25.62 (2025)"),
        ("25.62 NACE 2.1", "25.62 (2025)"),
        ("25.62 (rév. 2)", "25.62 (rév. 2)"),
        ("25622025", "25622025"),
        ("25.62 Rev. 2.1", "25.62 (2025)"),
        ("25622", "25622"),
    ],
)
def test_code_nace(texte, attendu):
    assert code_nace(texte) == attendu
