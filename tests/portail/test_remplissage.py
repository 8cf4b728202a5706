"""On a form that anybody may open, a field about who fills it is offered by the browser (WCAG 1.3.5, RGAA 11.13)."""

import lxml.html
import pytest

from tests.architecture.droits import ANONYME, TUTEUR, lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde

DE_SOI = {
    "nom",
    "nom_naissance",
    "prenom",
    "courriel",
    "email",
    "login",
    "telephone",
    "password",
    "qualite",
    "fonction",
}
"""By what a field about a person is called, where the person is who fills it."""


SANS_PERSONNE = {"administration", "composants", "composants_tablette"}
"""Nobody's pages: of those who build, and Django's own."""


SANS_SORTE = ("", "on", "off")
"""Said, and of nothing that a browser knows."""
CHAMPS = "//form[@method='post']//*[self::input[not(@type='hidden')] or self::select or self::textarea]"


def sans_remplissage(page: str) -> list[str]:
    champs = [champ for champ in lxml.html.fromstring(page).xpath(CHAMPS) if champ.get("name") in DE_SOI]
    return [champ.get("name") for champ in champs if champ.get("autocomplete", "").strip().lower() in SANS_SORTE]


@pytest.mark.django_db
def test_un_formulaire_public_se_remplit_tout_seul():
    monde, routes, vus, nus = creer_monde(), noms_des_adresses(), set(), {}
    for nom, ligne in lire_table().items():
        for role in (ANONYME, TUTEUR):
            if ligne["methode"] != "GET" or ligne["attendus"][role] != 200 or nom in SANS_PERSONNE:
                continue
            reponse = monde.clients[role].get(monde.adresse(nom, routes[nom], ligne["objet"], role))
            if "text/html" in reponse.headers["Content-Type"] and b"<form" in reponse.content:
                vus.add(nom)
                if manquent := sans_remplissage(reponse.content.decode()):
                    nus[nom] = manquent
    assert {"demande_deposer", "candidature_deposer", "avis_repondre", "account_login"} <= vus
    assert nus == {}


def test_un_champ_sur_soi_que_rien_ne_remplit_se_voit():
    """Negative control."""
    champs = ["nom", 'prenom" autocomplete="given-name', "lieu", 'courriel" autocomplete="off', 'login" type="hidden']
    page = "".join(f'<input name="{champ}">' for champ in champs)
    page += '<textarea name="fonction"></textarea><select name="qualite"></select>'
    assert sans_remplissage(f'<form method="post">{page}</form>') == ["nom", "courriel", "fonction", "qualite"]
