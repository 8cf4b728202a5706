"""What a printed page says of itself is read again, or refused."""

import pytest

from evaluations.regles.feuille import PageDeGrille, code_page, lire_code_page


def test_un_code_se_relit():
    page = PageDeGrille(12, 1, 3)
    code = code_page(page)
    assert code.startswith("G:12:1/3:")
    assert lire_code_page(f" {code}\n") == page


@pytest.mark.parametrize(
    "code", ["", "G:12:1/3", "G:12:1/3:000000", "https://exemple.fr", code_page(PageDeGrille(1, 4, 3))]
)
def test_un_code_mal_lu_ne_designe_rien(code):
    assert lire_code_page(code) is None
