"""JURY-CONFORMITE: what the jury checks, by the routes of its candidates."""

from candidats.choix import Voie
from jurys.regles.conformite import ELEMENTS, JURY_CONFORMITE, elements_de

COMMUNS = ["inscription", "referentiel", "amenagements", "commission", "criteres", "anonymat"]


def codes(*voies: str) -> list[str]:
    return [element.code for element in elements_de(voies)]


def test_les_elements_suivent_les_voies_du_jury():
    assert codes(Voie.FORMATION) == [
        *("inscription", "habilitation", "referentiel", "modalites", "amenagements", "commission", "criteres"),
        *("avis", "anonymat"),
    ]
    assert codes(Voie.VAE) == codes(Voie.VAE_BRANCHE)
    assert codes(Voie.VAE) == [*COMMUNS[:-1], "recevabilite", "validation", "anonymat"]
    assert codes(Voie.FORMATION, Voie.VAE) == [element.code for element in ELEMENTS]
    assert codes() == []


def test_chaque_element_a_son_code_et_sa_source():
    """The code is what a record keeps: two of the same would be one answer."""
    assert len({element.code for element in ELEMENTS}) == len(ELEMENTS)
    assert {str(e.source).split(",")[0] for e in ELEMENTS} == {"Dispositif CPNEFP du 27 octobre 2020"}
    assert JURY_CONFORMITE.citation().endswith("partie 2, chapitre 3, § 3.A-1, décision (JURY-CONFORMITE)")
