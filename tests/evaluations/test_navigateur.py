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

TUTEUR = {"width": 412, "height": 915}

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
    remplir(passage, non_maitrisees=(2,), a=horloge.maintenant())
    grille = passage.inscription.grille
    for chemin in (
        reverse("mes_commissions"),
        grille.get_absolute_url(),
        reverse("grille_competence", args=[grille.pk, passage.competences.first().pk]),
        reverse("grille_signer", args=[grille.pk]),
    ):
        tablette.goto(live_server.url + chemin)
        resultat = Axe().run(tablette)
        assert resultat.violations_count == 0, resultat.generate_report()


def test_le_tuteur_repond_depuis_son_telephone(live_server, context, mailoutbox):
    inscription = InscriptionFactory()
    ouvrir_avis(inscription=inscription, par=None, a=horloge.maintenant())
    chemin = re.search(r"/avis/[\w-]+/", mailoutbox[-1].body)[0]  # erased from the outbox once sent
    page = context.new_page()
    page.set_viewport_size(TUTEUR)
    page.goto(live_server.url + chemin)
    assert Axe().run(page).violations_count == 0
    for rang in range(page.locator("fieldset.avis").count()):
        page.locator("fieldset.avis").nth(rang).get_by_label("Favorable", exact=True).check()
    page.get_by_label("Vos nom et prénom").fill("Anne Prigent")
    page.get_by_label("Votre qualité").fill("Tutrice")
    page.get_by_role("button", name="Envoyer mon avis").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre avis est enregistré")
    avis = AvisEntreprise.objects.get()
    assert (avis.etat, avis.nom, avis.valeur.code) == (EtatAvis.RENDU, "Anne Prigent", "favorable")
