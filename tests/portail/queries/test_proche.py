"""One typing error in a name: what is tried, what exists, what the reader may see."""

import pytest
from django.urls import reverse

from certif_portal.portail.queries import proche, recherche
from tests.candidats.factories import InscriptionFactory


@pytest.fixture(autouse=True)
def vocabulaire(monkeypatch):
    """A process that has just started."""
    neuf = proche.Vocabulaire()
    monkeypatch.setattr(recherche, "VOCABULAIRE", neuf)
    return neuf


def inscrire(nom: str, prenom: str = "Zoé", **valeurs):
    cle = proche_cle(nom, prenom)
    champs = {"candidat__nom_naissance": nom, "candidat__prenom": prenom, "candidat__cle_recherche": cle}
    return InscriptionFactory(deposee=True, **champs, **valeurs)


def proche_cle(*noms: str) -> str:
    from certif_portal.commun.textes import cle_recherche

    return cle_recherche(*noms)


@pytest.mark.parametrize(
    "ecrit", ["kermarec", "kermarrrec", "kernarrec", "kremarrec", "ermarrec", "kermarre", "kermarrecs", "kermarrce"]
)
def test_une_lettre_manque_s_ajoute_se_trompe_ou_s_echange(ecrit):
    assert ecrit in proche.variantes("kermarrec")
    assert "kermarrec" in proche.variantes(ecrit)


def test_deux_fautes_sont_une_de_trop():
    assert "kermarrec" not in proche.variantes("kemarec")


@pytest.mark.sqlite
@pytest.mark.parametrize("ecrit", ["kermarec", "KERMAREC", "Kermarrec-Œuvrart", "oeuvrad zoé"])
def test_la_page_le_dit_a_part(db, connecte, agent, ecrit):
    inscrire("Kermarrec-Œuvrard")
    page = connecte(agent).get(reverse("recherche"), {"q": ecrit}).content.decode()
    assert "Noms proches" in page
    assert "KERMARREC-ŒUVRARD" in page


def test_trouve_sans_faute_il_n_est_pas_repete(db, connecte, agent):
    inscrire("Martin")
    inscrire("Marin")
    page = connecte(agent).get(reverse("recherche"), {"q": "martin"}).content.decode()
    assert (page.count("<b>MARTIN"), page.count("<b>MARIN")) == (1, 1)


def test_un_nom_ecrit_depuis_est_connu(db, vocabulaire):
    inscrire("Kermarrec")
    assert vocabulaire.proches("kermarec") == ["kermarrec"]
    assert vocabulaire.proches("troadc") == []
    inscrire("Troadec")
    assert vocabulaire.proches("troadc") == ["troadec"]
    assert vocabulaire.proches("zo") == []


def test_un_of_ne_devine_pas_le_candidat_d_un_autre(db, connecte, membre_of):
    inscrire("Kermarrec")
    page = connecte(membre_of).get(reverse("recherche"), {"q": "kermarec"}).content.decode()
    assert "Noms proches" not in page
    assert "KERMARREC" not in page
