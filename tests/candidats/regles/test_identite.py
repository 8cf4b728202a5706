"""Names that may be those of one person."""

import pytest

from candidats.regles.identite import cles_homonymes


@pytest.mark.parametrize(
    ("nom", "prenom", "meme"),
    [
        ("Le Goff", "Anne-Marie", True),
        ("LEGOFF", "Anne Marie", True),
        ("Anne-Marie", "Le Goff", True),
        ("Lé Goff", "Ânne-marie", True),
        ("Le Goff", "Anne", False),
        ("Le Gof", "Anne-Marie", False),
    ],
)
def test_cle_des_homonymes(nom, prenom, meme):
    cles = cles_homonymes("Le Goff", "", "Anne-Marie")
    assert (cles_homonymes(nom, "", prenom) == cles) is meme
    assert bool(cles_homonymes("Kerbrat", nom, prenom) & cles) is meme  # the used name of one file
