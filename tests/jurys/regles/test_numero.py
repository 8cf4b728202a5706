"""What a number says of its rank."""

import pytest

from jurys.regles.numero import rang_lu


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
    ],
)
def test_le_rang_se_lit_dans_sa_serie(numero, rang):
    """CERTIFICAT-PREMIER-NUMERO"""
    assert rang_lu(numero, "MC") == rang
