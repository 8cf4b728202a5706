from datetime import date

import pytest

from candidats.regles.incident import date_incoherente

DEPUIS, AUJOURDHUI = date(2026, 11, 1), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("le", "dit"),
    [
        (date(2026, 10, 31), "Le 31\u00a0octobre\u00a02026 précède l’inscription, du 1er\u00a0novembre\u00a02026."),
        (DEPUIS, ""),
        (AUJOURDHUI, ""),
        (date(2026, 11, 21), "Le 21\u00a0novembre\u00a02026 est à venir."),
    ],
)
def test_une_fin_se_date_de_l_inscription_a_ce_jour(le, dit):
    """INCIDENT-DATE"""
    assert date_incoherente(le, depuis=DEPUIS, aujourdhui=AUJOURDHUI) == dit
