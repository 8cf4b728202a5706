"""One typing error in a name: what is tried, what exists, what the reader may see."""

from datetime import date

import pytest
from django.urls import reverse

from certif_portal.commun.textes import cle_recherche
from certif_portal.portail.queries import proche, recherche, trouvaille
from tests.candidats.factories import InscriptionFactory
from tests.portail.queries.fautes import FAUTES

LE = date(2026, 11, 20)


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
    vocabulaire.lire()
    assert vocabulaire.proches("kermarec") == ["kermarrec"]
    assert vocabulaire.proches("troadc") == []
    inscrire("Troadec")
    vocabulaire.lire()
    assert vocabulaire.proches("troadc") == ["troadec"]
    assert vocabulaire.proches("zo") == []


def test_un_of_ne_devine_pas_le_candidat_d_un_autre(db, connecte, membre_of):
    inscrire("Kermarrec")
    page = connecte(membre_of).get(reverse("recherche"), {"q": "kermarec"}).content.decode()
    assert "Noms proches" not in page
    assert "KERMARREC" not in page


@pytest.mark.sqlite
def test_soixante_noms_mal_ecrits_se_trouvent_parmi_tous(db, agent):
    """Each of them is there among the others: an error in one word, anywhere in it."""
    for nom, prenom, _ in FAUTES:
        inscrire(nom, prenom)
    agent.charger_roles(LE)
    for nom, prenom, ecrit in FAUTES:
        trouves = [
            trouvaille.titre for groupe in recherche.chercher(ecrit, agent, LE) for trouvaille in groupe.trouvailles
        ]
        assert trouves == [f"{nom.upper()} {prenom}"], ecrit
    assert (len(FAUTES), len({nom for nom, _, _ in FAUTES})) == (60, 60)


def test_l_exact_vient_avant_ceux_qui_le_contiennent(db, agent, monkeypatch):
    """Twenty others hold these letters: the one whose name is typed in its order is not lost behind them."""
    monkeypatch.setattr(trouvaille, "MAXIMUM", 2)
    for nom in ("Aubin-Le Brisse", "Corbel-Le Bris", "Duval-Le Bris"):
        inscrire(nom, "Maël")
    inscrire("Le Bris", "Maël")
    agent.charger_roles(LE)
    [groupe] = recherche.chercher("le bris mazl", agent, LE)
    assert (groupe.titre, groupe.tronque) == ("Noms proches", True)
    assert [t.titre for t in groupe.trouvailles] == ["LE BRIS Maël", "CORBEL-LE BRIS Maël"]


def test_un_mot_que_personne_ne_porte_est_essaye_meme_s_il_en_contient(db, agent):
    """« rei » is inside three other names; it is « Rémi » that was meant."""
    for nom in ("Reinard", "Reiser", "Kereille"):
        inscrire(f"Barbier-{nom}")
    inscrire("Barbier", "Rémi")
    agent.charger_roles(LE)
    groupes = {
        groupe.titre: [t.titre for t in groupe.trouvailles] for groupe in recherche.chercher("barbier rei", agent, LE)
    }
    assert (len(groupes["Candidats"]), groupes["Noms proches"]) == (3, ["BARBIER Rémi"])
