"""What names somebody by its form alone, whoever is known."""

from datetime import date

import pytest

from jurys.regles.forme import formes_douteuses, formes_sures

NAISSANCE = date(1996, 2, 29)


@pytest.mark.parametrize(
    ("texte", "sures", "douteuses"),
    [
        ("Écrire à jean @ forges.fr", ["jean @ forges.fr", "forges.fr"], []),
        ("Au 06 12 34 56 78.", ["06 12 34 56 78"], []),
        ("La cote 12 34 56 7.", [], []),
        ("Le 29/02/1996, le 1er mars 1996", ["29/02/1996"], ["1996"]),
        ("Le 29 février, le 28 février", ["29 février"], []),
        ("Le 29 février 2026, le 29 février 96", ["29 février 96"], []),
        ("Fêté le 29/02 ; le 28/02, la cote 29,2", [], ["29/02"]),
        ("née en Bretagne, matricule 12B", [], ["née en Bretagne", "matricule 12B"]),
        ("Vu par K.B., en C.N.", [], ["K.B."]),
    ],
)
def test_une_forme_suffit(texte, sures, douteuses):
    """JURY-ANONYMAT"""
    lues = ({texte[z.debut : z.fin] for z in forme(texte, NAISSANCE)} for forme in (formes_sures, formes_douteuses))
    assert [sorted(lue) for lue in lues] == [sorted(sures), sorted(douteuses)]


def test_sans_naissance_connue_aucune_date_ne_nomme():
    assert [*formes_sures("Le 29/02/1996", None), *formes_douteuses("En 1996", None)] == []
