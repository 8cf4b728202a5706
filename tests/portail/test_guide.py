"""The guide's pages, and the link that leads to the one of the screen."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def lu(client, adresse):
    return " ".join(client.get(adresse).content.decode().split())


def test_l_aide_d_un_ecran_s_ouvre_depuis_lui_meme(connecte, membre_of, agent):
    for personne, ici in ((membre_of, "/guide/organisme/suivre/"), (agent, "/guide/centre/la-journee/")):
        assert f'<a href="{ici}">' in lu(connecte(personne), reverse("accueil"))


def test_le_guide_montre_d_abord_ses_pages(connecte, evaluateur):
    page = lu(connecte(evaluateur.utilisateur), reverse("guide"))
    pour_soi, _, autres = page.partition("Les autres pages")
    assert "Se déclarer indépendant" in pour_soi.partition("Pour vous")[2]
    assert "Composer et convoquer le jury" in autres
    assert "Composer et convoquer le jury" not in pour_soi


def test_chercher_dit_l_acte_sa_page_et_la_phrase(connecte, membre_of):
    page = lu(connecte(membre_of), f"{reverse('guide')}?q=duplicatas")
    assert '<a href="/guide/centre/les-certificats/"><b>Les certificats</b></a>' in page
    assert "un duplicata le porte." in page
    assert "L’aide n’en parle pas" in lu(connecte(membre_of), f"{reverse('guide')}?q=kangourou")


def test_ce_qu_on_cherche_dans_l_aide_ne_remplit_pas_la_recherche_du_portail(connecte, membre_of):
    client, champ = connecte(membre_of), '<input type="search" name="q" value="{}" aria-label="Chercher"'
    assert champ.format("") in lu(client, f"{reverse('guide')}?q=duplicata")
    assert champ.format("duplicata") in lu(client, f"{reverse('recherche')}?q=duplicata")


def test_une_recherche_sans_fin_est_coupee(connecte, membre_of):
    """Three thousand letters took the server minutes: every word at one error of it was written down."""
    page = lu(connecte(membre_of), f"{reverse('guide')}?q={'a' * 3000}")
    assert f"«&nbsp;{'a' * 100}&nbsp;»" in page
    assert "L’aide n’en parle pas" in page


def test_un_acte_mene_a_ses_voisins(connecte, agent):
    page = lu(connecte(agent), "/guide/centre/relancer/")
    assert "<h1>Relancer</h1>" in page
    assert '<a class="bouton second" rel="prev" href="/guide/centre/la-journee/">' in page
    assert 'rel="next" href="/guide/centre/repondre-a-un-projet-de-certification/">' in page
    assert '<a href="/guide/centre/relancer/" aria-current="page">Relancer</a>' in page


@pytest.mark.parametrize("adresse", ["/guide/centre/rien/", "/guide/rien/relancer/"])
def test_un_acte_qui_n_existe_pas(connecte, agent, adresse):
    assert connecte(agent).get(adresse).status_code == 404


def test_une_question_demesuree_est_coupee(connecte, agent):
    """A word of ten thousand letters has millions of neighbours: it cost minutes of a processor."""
    lue = connecte(agent).get(reverse("guide"), {"q": "xq" * 5000}).context
    assert (lue["q"], lue["trouves"]) == ("xq" * 50, [])
