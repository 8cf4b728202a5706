"""What a number says of its rank."""

import pytest

from jurys.regles.numero import numero_national_lu, rang_lu


@pytest.mark.parametrize(
    ("numero", "rang"),
    [
        ("MC 000001", 1),
        ("MC 004512", 4512),
        (" MC004512 ", 4512),
        ("MC 1000000", 1_000_000),
        ("MCX 12", 0),
        ("44 MC 12", 0),
        ("MC 12 bis", 0),
        ("MC", 0),
        ("MC 000000000000000000004512", 4512),
        ("MC 99999998", 99_999_998),  # the next one is the last that a form takes
        ("MC 99999999", 0),
        ("MC 202600004512", 0),
    ],
)
def test_le_rang_se_lit_dans_sa_serie(numero, rang):
    """CERTIFICAT-PREMIER-NUMERO"""
    assert rang_lu(numero, "MC") == rang


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [
        ("mc  2026-123", "MC 2026-123"),
        ("A1B", "A1B"),
        ("44/2026.000123", "44/2026.000123"),
        ("9" * 30, "9" * 30),
    ],
)
def test_un_numero_national_se_lit(saisi, lu):
    """CERTIFICAT-NUMERO-NATIONAL"""
    assert numero_national_lu(saisi) == lu


@pytest.mark.parametrize("saisi", ["", "12", "MC", "MCX", "9" * 31, "-123", "123-", "MÇ 123", "MC 123 ; MC 124"])
def test_ce_qui_n_est_pas_un_numero_se_refuse(saisi):
    with pytest.raises(ValueError, match="n’est pas un numéro"):
        numero_national_lu(saisi)
