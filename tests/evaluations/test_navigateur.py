"""The evaluator's pages and the tutor's in a real browser, each at the size of its screen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from certif_portal.commun import horloge
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise
from evaluations.services.avis import ouvrir_avis
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier, remplir

REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TROP_PETITES = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, summary")]
  .filter((e) => !(e.tagName === "A" && e.closest("p") && getComputedStyle(e).display === "inline"))
  .map((e) => [e, (/radio|checkbox/.test(e.type) ? e.closest("label") : e).getBoundingClientRect()])
  .filter(([e, { width, height }]) => width && height && e.checkVisibility() && Math.min(width, height) < 43.5)
  .map(([e]) => e.outerHTML.slice(0, 90))"""
"""What a finger would miss: less than 44 px either way; a link in a sentence is left."""
TUTEUR = {"width": 360, "height": 740}

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def passage(transactional_db):
    passage = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory(), date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


@pytest.fixture
def tablette(live_server, context: BrowserContext, connecte, passage) -> Page:
    """A tablet on which the first evaluator is logged in."""
    session = connecte(passage.commission.membres.first().evaluateur.utilisateur).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 820, "height": 1180})
    return page


def test_ecrans_accessibles(tablette, live_server, passage):
    """On a tablet and on a telephone: axe finds nothing, nothing overflows, a finger finds every button."""
    remplir(passage, non_maitrisees=(2,), a=horloge.maintenant())
    grille = passage.inscription.grille
    for chemin in (
        reverse("mes_commissions"),
        reverse("tablette_depart"),
        reverse("evaluateur_seances", args=[passage.commission.membres.first().evaluateur_id]),
        grille.get_absolute_url(),
        reverse("grille_documents", args=[grille.pk]),
        reverse("grille_competence", args=[grille.pk, passage.competences.first().pk]),
        reverse("grille_signer", args=[grille.pk]),
    ):
        tablette.goto(live_server.url + chemin)
        for largeur in (820, 320):
            tablette.set_viewport_size({"width": largeur, "height": 1180})
            resultat = Axe().run(tablette, options={"runOnly": REGLES})
            assert resultat.violations_count == 0, resultat.generate_report()
            assert tablette.evaluate("document.documentElement.scrollWidth") <= largeur, chemin
            assert tablette.evaluate(TROP_PETITES) == [], chemin


def signer(page: Page) -> None:
    """A stroke across the pad, as a finger draws it."""
    canevas = page.locator("canvas[data-signature]")
    canevas.scroll_into_view_if_needed()
    cadre = canevas.bounding_box()
    page.mouse.move(cadre["x"] + 20, cadre["y"] + 30)
    page.mouse.down()
    for pas in range(1, 9):
        page.mouse.move(cadre["x"] + 20 + 30 * pas, cadre["y"] + 30 + 8 * (pas % 3))
    page.mouse.up()


def noircis(page: Page) -> int:
    """Pixels that are drawn."""
    return page.evaluate(
        """() => { const c = document.querySelector("canvas[data-signature]");
        const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        return data.filter((v, i) => i % 4 === 3 && v).length }"""
    )


def test_le_tuteur_repond_depuis_son_telephone(live_server, context, mailoutbox):
    """At 360 px: signed with a finger; a reload, a turn of the device and a lost network lose nothing."""
    inscription = InscriptionFactory()
    ouvrir_avis(inscription=inscription, par=None, a=horloge.maintenant())
    chemin = re.search(r"/avis/[\w-]+/", mailoutbox[-1].body)[0]  # erased from the outbox once sent
    page = context.new_page()
    page.set_viewport_size(TUTEUR)
    page.goto(live_server.url + chemin)
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= TUTEUR["width"]
    for rang in range(page.locator("fieldset.avis").count()):
        page.locator("fieldset.avis").nth(rang).get_by_label("Favorable", exact=True).check()
    page.get_by_label("Vos nom et prénom").fill("Anne Prigent")
    page.get_by_label("Votre qualité").fill("Tutrice")
    signer(page)
    page.set_viewport_size({"width": TUTEUR["height"], "height": TUTEUR["width"]})
    page.wait_for_timeout(200)
    assert noircis(page) > 100
    page.set_viewport_size(TUTEUR)
    page.reload()
    expect(page.locator("[data-retenir-etat]")).to_contain_text("pas encore envoyé")
    expect(page.get_by_label("Vos nom et prénom")).to_have_value("Anne Prigent")
    assert noircis(page) > 100
    context.set_offline(True)
    page.get_by_role("button", name="Envoyer mon avis").click()
    expect(page.locator("[data-retenir-etat]")).to_contain_text("Le portail ne répond pas")
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    context.set_offline(False)
    page.get_by_role("button", name="Envoyer mon avis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre avis est enregistré")
    avis = AvisEntreprise.objects.get()
    assert (avis.etat, avis.nom, avis.valeur.code, len(avis.signature)) == (
        EtatAvis.RENDU,
        "Anne Prigent",
        "favorable",
        1,
    )
    assert page.evaluate("Object.keys(localStorage).length") == 0
