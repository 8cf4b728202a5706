"""A table wider than the page scrolls under the keyboard too (WCAG 2.1.1), in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from certif_portal.comptes.choix import Role
from tests.comptes.factories import creer_personne
from tests.habilitations.dossier import Scene
from tests.habilitations.factories import HabilitationFactory
from tests.habilitations.services.test_vie import LE, declarer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def fautes(page) -> list[str]:
    lues = Axe().run(page, options={"runOnly": ["scrollable-region-focusable"]}).response["violations"]
    return [noeud["target"][0] for faute in lues for noeud in faute["nodes"]]


def test_un_tableau_qui_defile_se_joint_au_clavier(transactional_db, connecte, live_server, context):
    scene = Scene(HabilitationFactory().organisme)
    declarer(scene, LE)
    session = connecte(creer_personne(Role.AUDITEUR)).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/organismes/{scene.organisme.pk}/vie/")
    large = "for (const t of document.querySelectorAll('.tableau table')) t.style.cssText = 'min-width: 1000px'"
    page.evaluate(large)  # by the object model: the page's policy refuses an inline style
    page.set_viewport_size({"width": 820, "height": 900})
    zone = page.get_by_role("region").filter(has=page.get_by_role("table")).first
    expect(zone).to_have_attribute("tabindex", "0")
    assert zone.get_attribute("aria-label")
    assert fautes(page) == []
    page.evaluate(large.replace("1000", "0"))  # the content alone changes, as with a font that comes
    expect(page.locator(".tableau[tabindex]")).to_have_count(0)
    page.evaluate(large)
    expect(zone).to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator(".tableau[tabindex]")).to_have_count(0)  # nothing scrolls: nothing more to walk through
    page.set_viewport_size({"width": 820, "height": 900})
    expect(zone).to_have_attribute("tabindex", "0")
    page.evaluate("for (const zone of document.querySelectorAll('.tableau')) zone.removeAttribute('tabindex')")
    assert fautes(page) != []
