"""The filters of a list with the keyboard alone (WCAG 3.2.2): an arrow key chooses, Enter or « Filtrer » applies."""

import pytest
from playwright.sync_api import expect

from certif_portal.comptes.choix import Role
from tests.comptes.factories import creer_personne

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def liste(transactional_db, connecte, live_server, context):
    agent = creer_personne(Role.AGENT)
    session = connecte(agent).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/inscriptions/")
    return page


def test_les_fleches_choisissent_sans_recharger(liste):
    demandees = []
    liste.on("request", lambda demande: demandees.append(demande.url) if "/static/" not in demande.url else None)
    etat = liste.get_by_label("État")
    etat.focus()
    for _ in range(3):
        liste.keyboard.press("ArrowDown")
    liste.wait_for_timeout(300)
    assert demandees == []
    expect(etat).to_be_focused()
    choisi = etat.input_value()
    assert choisi != ""

    liste.keyboard.press("Tab")
    liste.get_by_role("button", name="Filtrer").focus()
    liste.keyboard.press("Enter")
    liste.wait_for_url(f"**/inscriptions/?*etat={choisi}*")
    expect(liste.get_by_label("État")).to_have_value(choisi)


def test_entree_dans_le_texte_applique_tous_les_filtres(liste):
    liste.get_by_label("État").select_option(index=1)
    liste.get_by_label("Nom, certification, organisme").fill("Kermarrec")
    liste.keyboard.press("Enter")
    liste.wait_for_url("**/inscriptions/?q=Kermarrec&etat=*")
    expect(liste.get_by_role("link", name="Tout voir").first).to_be_visible()
