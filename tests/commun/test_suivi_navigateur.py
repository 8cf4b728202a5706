"""The page of a work under way, in a real browser: read again behind whoever reads it."""

import pytest
from playwright.sync_api import expect

from certif_portal.commun import horloge
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.models import Export
from tests.navigateur.clavier import au_clavier

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000  # ms


@pytest.fixture
def devant_le_travail(context, connecte, live_server, agent):
    export = Export.objects.create(nature="inscriptions", nombre=3, par=agent, demande_le=horloge.maintenant())
    clavier = au_clavier(context, live_server.url, connecte(agent).cookies["sessionid"].value)
    clavier.page.goto(live_server.url + export.get_absolute_url())
    return clavier, export


def echouer(export):
    Export.objects.filter(pk=export.pk).update(etat=EtatExport.ECHEC)


def test_la_fin_du_travail_se_dit_et_le_focus_reste(devant_le_travail):
    """No reload: what is typed in the search stays, and so does the focus."""
    clavier, export = devant_le_travail
    page, champ = clavier.page, clavier.page.get_by_role("searchbox", name="Chercher")
    page.evaluate("document.documentElement.dataset.meme = 'oui'")
    clavier.ecrire(champ, "zoé")
    with page.expect_response(lambda reponse: reponse.url.endswith(export.get_absolute_url()), timeout=PATIENCE):
        pass  # it is read again, and nothing moves
    clavier.a_le_focus(champ)
    echouer(export)
    expect(page.locator("main")).to_contain_text("n’a pas pu être écrit", timeout=PATIENCE)
    expect(page.get_by_role("status")).to_have_text("C’est fini : la page est à jour.")
    expect(page.get_by_role("button", name="Suspendre la mise à jour")).to_have_count(0)
    clavier.a_le_focus(champ)
    assert (champ.input_value(), page.locator("html[data-meme=oui]").count()) == ("zoé", 1)


def test_la_mise_a_jour_se_suspend_et_reprend(devant_le_travail):
    clavier, export = devant_le_travail
    page = clavier.page
    bouton = page.get_by_role("button", name="Suspendre la mise à jour")
    clavier.presser(bouton)
    expect(bouton).to_have_attribute("aria-pressed", "true")
    echouer(export)
    lues = []
    page.on("request", lambda requete: lues.append(requete.url))
    page.wait_for_timeout(3000)
    assert lues == []
    clavier.presser(bouton)
    expect(page.locator("main")).to_contain_text("n’a pas pu être écrit", timeout=PATIENCE)
    clavier.a_le_focus(page.locator("main"))  # the button went with the work


def test_sans_script_la_page_dit_comment_la_relire(browser, connecte, live_server, devant_le_travail):
    _, export = devant_le_travail
    contexte = browser.new_context(java_script_enabled=False)
    contexte.add_cookies(
        [{"name": "sessionid", "value": connecte(export.par).cookies["sessionid"].value, "url": live_server.url}]
    )
    page = contexte.new_page()
    page.goto(live_server.url + export.get_absolute_url())
    echouer(export)
    page.get_by_role("link", name="Relire cette page").click()
    expect(page.locator("main")).to_contain_text("n’a pas pu être écrit")
    contexte.close()
