"""The formats of a spreadsheet that hide the day."""

import pytest

from certif_portal.commun.formats import montre_sans_jour, sans_jour


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        ("mmm-yy", True),
        ("mm/yyyy", True),
        ("yyyy", True),
        ("[$-40C]mmmm\\ yyyy;@", True),
        ('yyyy" le d"', True),
        ("dd/mm/yyyy", False),
        ("yyyy-mm-dd hh:mm", False),
        ("General", False),
        ("0.00", False),
        ("[Red]0", False),
        ("@", False),
    ],
)
def test_un_format_montre_une_annee_sans_jour(code, attendu):
    assert sans_jour(code) is attendu


@pytest.mark.parametrize(
    ("valeur", "texte", "attendu"),
    [
        ("1990-02-01", "févr. 90", True),
        ("1990-02-01", "02/1990", True),
        ("1990-01-01", "1990", True),
        ("1990-02-01T00:00:00", "02/1990", True),
        ("1990-02-02", "02/1990", False),
        ("1990-02-01", "01/02/1990", False),
        ("1990-02-01", "1er février 1990", False),
        ("1990-02-01", "19900201", False),
        ("1990-02-01", "", False),
        ("", "02/1990", False),
    ],
)
def test_un_texte_montre_un_premier_du_mois_sans_son_jour(valeur, texte, attendu):
    assert montre_sans_jour(valeur, texte) is attendu
