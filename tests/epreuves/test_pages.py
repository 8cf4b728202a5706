"""A few pages of the walk before axe, in the suite; the whole walk is a trial."""

import pytest

from epreuves import pages

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_les_premieres_pages_d_un_agent_devant_axe(live_server, context, connecte, agent):
    session = connecte(agent).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    releve = pages.Releve()
    pages.parcourir(context, live_server.url, "agent", 3, releve)
    assert (len(releve.pages), releve.pages[0], dict(releve.fautes)) == (3, "agent /", {})


def test_une_page_fautive_se_voit_a_chaque_largeur(page):
    """Negative control: an image that says nothing, a text that is hard to see, a link that leads nowhere."""
    releve = pages.Releve()
    page.set_content(
        "<html lang=fr><title>x</title><main><h1>x</h1><img src=x><p style='color:#ccc'>gris</p>"
        "<a href=#x>là</a></main>"
    )
    pages.examiner(page, "essai", releve)
    assert {regle: len(lieux) for regle, lieux in releve.fautes.items()} == {
        "image-alt": 3,
        "color-contrast": 3,
        "lien-mort": 3,
    }


def test_une_adresse_se_ramene_a_son_motif():
    assert pages.motif("http://x/inscriptions/12/") == pages.motif("http://x/inscriptions/13/?onglet=2") != ""
    assert [pages.motif(f"http://x{chemin}") for chemin in ("/static/x.css", "/compte/logout/")] == ["", ""]
