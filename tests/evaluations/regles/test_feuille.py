"""The code of a page signed by hand, at its boundaries. No database."""

import pytest

from evaluations.choix import SorteFeuille
from evaluations.regles.feuille import CodePage, code_de, code_parmi, lire_code, pages_manquantes

CODE = code_de(SorteFeuille.GRILLE, 12, 1, 3)


def test_ce_qui_est_imprime_se_relit():
    assert CODE.startswith("G:12:1/3:")
    assert lire_code(f" {CODE}\n") == CodePage(SorteFeuille.GRILLE, 12, 1, 3)
    assert lire_code(code_de(SorteFeuille.EMARGEMENT, 999_999_999, 12, 12)) == CodePage(
        SorteFeuille.EMARGEMENT, 999_999_999, 12, 12
    )


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "https://exemple.fr",
        CODE.replace("12", "13", 1),  # misread: the check says so
        CODE.replace("G", "A", 1),
        CODE.upper().replace("G:", "X:"),
        f"{CODE}0",
        code_de(SorteFeuille.AVIS, 1, 0, 1),
        code_de(SorteFeuille.AVIS, 1, 3, 2),
    ],
)
def test_un_autre_code_n_est_rien(texte):
    assert lire_code(texte) is None


def test_deux_papiers_sur_la_vitre_ne_sont_aucun():
    autre = code_de(SorteFeuille.AVIS, 4, 1, 1)
    assert code_parmi(["publicité", CODE]) == lire_code(CODE)
    assert code_parmi([CODE, CODE]) == lire_code(CODE)
    assert code_parmi([CODE, autre]) is None
    assert code_parmi([]) is None


def test_les_pages_qui_manquent():
    assert pages_manquantes(3, [3, 1]) == [2]
    assert pages_manquantes(1, [1]) == []
