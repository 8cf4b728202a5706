"""The list in a real browser, by the keyboard alone: a view kept, an act on two rows, the next file; and its width."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from certif_portal.comptes.choix import Role
from certif_portal.portail.models import VueEnregistree
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
NOMS = ("Abel", "Brun", "Cado")


@pytest.fixture
def page_de_l_agent(transactional_db, connecte, live_server, context) -> Page:
    organisme, referentiel = creer_organisme_habilite(), creer_referentiel()
    for nom in NOMS:
        candidat = CandidatFactory(nom_naissance=nom, cle_recherche=nom.lower())
        InscriptionFactory(candidat=candidat, organisme=organisme, referentiel=referentiel)
    session = connecte(creer_personne(Role.AGENT)).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('inscription_liste')}?etat=acceptee&tri=nom")
    return page


def test_une_vue_un_acte_en_nombre_et_le_dossier_suivant_au_clavier(page_de_l_agent):
    page = page_de_l_agent
    page.get_by_text("Enregistrer cette vue").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nom de la vue").focus()
    page.keyboard.type("Acceptées")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Acceptées", exact=True)).to_have_attribute("aria-current", "page")
    assert VueEnregistree.objects.get().requete == "etat=acceptee&tri=nom"
    for nom in NOMS[:2]:
        page.get_by_label(f"Cocher {nom.upper()}").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Relancer…").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Relancer : 2 inscriptions")
    page.keyboard.press("Enter")  # the act has the focus
    expect(page.get_by_text("Fait pour 2 inscriptions")).to_be_visible()
    page.get_by_role("link", name="Revenir à la liste").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^ABEL Zoé")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 sur 3")).to_be_visible()
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("2 sur 3")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("BRUN")
    page.keyboard.press("Alt+p")
    expect(page.get_by_text("1 sur 3")).to_be_visible()


@pytest.mark.parametrize("largeur", [820, 560, 1440])
def test_la_liste_tient_dans_la_largeur_et_reste_accessible(page_de_l_agent, largeur):
    page = page_de_l_agent
    page.set_viewport_size({"width": largeur, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    cellule = page.locator('td[data-titre="Certification"], .inscriptions td:nth-child(3)').first
    assert cellule.bounding_box()["height"] < 100  # « dix lignes » is what it was
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []


def test_une_etiquette_de_plusieurs_lignes_ne_couvre_pas_la_suivante(page_de_l_agent):
    page = page_de_l_agent
    page.set_viewport_size({"width": 820, "height": 900})
    cellule, etiquette = page.evaluate("""() => {
        const cellule = document.querySelector(".tableau.empile td[data-titre]");
        cellule.dataset.titre = "Un titre de colonne trop long pour sa place";
        return [cellule.clientHeight, parseFloat(getComputedStyle(cellule, "::before").height)];
    }""")
    assert cellule >= etiquette > 40


def test_un_mot_sans_fin_ne_deborde_pas_de_sa_carte(page_de_l_agent, live_server):
    page = page_de_l_agent
    page.set_viewport_size({"width": 820, "height": 900})
    page.goto(f"{live_server.url}{reverse('guide')}?q={'a' * 100}")
    expect(page.get_by_role("heading", level=2)).to_contain_text("a" * 100)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
