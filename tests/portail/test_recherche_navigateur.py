"""The search in a real browser, by the keyboard alone: from any page, as one types, down the answer and back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from certif_portal.comptes.choix import Role
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_chercher_ouvrir_et_retrouver_au_clavier(transactional_db, connecte, live_server, context):
    communs = {"organisme": creer_organisme_habilite(), "referentiel": creer_referentiel(), "candidat__prenom": "Zoé"}
    for nom in ("Kermarrec", "Kerboul"):
        InscriptionFactory(candidat__nom_naissance=nom, **communs)
    session = connecte(creer_personne(Role.AGENT)).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('echeance_liste')}")
    champ, apercu = page.get_by_role("searchbox", name="Chercher"), page.locator(".apercu")
    page.keyboard.press("/")
    expect(champ).to_be_focused()
    page.keyboard.type("zoe ker")
    expect(apercu.get_by_role("link", name="KERMARREC")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(apercu.get_by_role("link", name="KERBOUL")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(champ).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("KERMARREC")
    page.keyboard.press("/")
    expect(apercu.get_by_role("heading", name="Ouverts récemment")).to_be_visible()
    page.keyboard.press("Escape")
    expect(apercu).to_be_hidden()
    page.keyboard.type("kerb")
    expect(apercu.get_by_role("link", name="KERBOUL")).to_be_visible()
    page.keyboard.press("Escape")  # closes the answer, and keeps what is typed
    expect(apercu).to_be_hidden()
    expect(champ).to_have_value("kerb")
    page.keyboard.type("oul")
    page.keyboard.press("Enter")  # the question's own page
    expect(page.get_by_role("heading", level=1)).to_have_text("« kerboul »")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(page.locator("main").get_by_role("link", name="KERBOUL Zoé IN-")).to_be_focused()


def test_la_touche_se_desactive_et_revient(transactional_db, connecte, live_server, context):
    """« / » alone is a key that a voice or a hand presses unmeant: off for the account, on every page, then back."""
    session = connecte(creer_personne(Role.AGENT)).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('mon_compte')}")
    champ = page.get_by_role("searchbox", name="Chercher")
    for bouton, touche in (("Désactiver le raccourci", None), ("Activer le raccourci", "/")):
        page.get_by_role("button", name=bouton).click()
        expect(page.locator(".messages > .alerte")).to_be_focused()
        page.goto(f"{live_server.url}{reverse('echeance_liste')}")
        assert (champ.get_attribute("aria-keyshortcuts"), page.locator("form.recherche kbd").count()) == (
            touche,
            int(touche is not None),
        )
        page.keyboard.press("/")
        assert champ.evaluate("e => e === document.activeElement") is (touche is not None)
        page.goto(f"{live_server.url}{reverse('mon_compte')}")
