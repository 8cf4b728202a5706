"""A class of forty in a real browser: the OF drops its papers, the agent checks them in a row. Clicks are bounded here."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from candidats.choix import EtatInscription
from candidats.models import Inscription, PieceIdentite, PieceRecue
from candidats.services.depot import deposer_inscription
from certif_portal.commun import horloge
from tests.candidats.papiers import classe, fichiers
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
VUES = os.environ.get("VUES", "")


def voir(page, nom):
    if VUES:
        for largeur in (1440, 820):
            page.set_viewport_size({"width": largeur, "height": 900})
            page.wait_for_timeout(300)
            page.screenshot(path=f"{VUES}/{nom}-{largeur}.png", full_page=True)


class Main:
    """The hand of a person: what it clicks is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clics, self.touches = page, 0, 0

    def cliquer(self, nom: str, role: str = "button") -> None:
        self.clics += 1
        self.page.get_by_role(role, name=nom).first.click()

    def taper(self, champ: str, texte: str) -> None:
        self.touches += len(texte)
        self.page.get_by_label(champ).press_sequentially(texte)

    def touche(self, nom: str) -> None:
        self.touches += 1
        self.page.keyboard.press(nom)


@pytest.fixture
def organisme(transactional_db):
    return creer_organisme_habilite()


@pytest.fixture
def membre(organisme):
    return creer_membre(organisme, prenom="Gaëlle", nom="Pennec")


@pytest.fixture
def classe_de_quarante(organisme, membre):
    return classe(organisme, creer_referentiel(), membre, horloge.maintenant())


def ouvrir(context, live_server, client, adresse: str) -> Page:
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + adresse)
    return page


def test_quarante_papiers_en_une_fois(live_server, context, connecte, membre, classe_de_quarante, tmp_path):
    """Thirty-six files find their candidate; four are asked, beside their picture; nothing is guessed."""
    for nom, octets in fichiers():
        (tmp_path / nom).write_bytes(octets)
    page = ouvrir(context, live_server, connecte(membre), reverse("piece_recue_liste"))
    main = Main(page)
    voir(page, "of-vide")
    main.clics += 2  # the chooser of files: « choose », then « all »
    page.locator("#id_fichier").set_input_files(sorted(tmp_path.iterdir()))
    expect(page.get_by_text("41 sur 41 reçues")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("36 sur 40 candidats")).to_be_visible()
    voir(page, "of-recues")
    for nom, candidat in (("IMG_2031", 36), ("Scan0004", 37), ("CNI MARTIN", 38), ("Martin Lucas", 39)):
        main.taper("Chercher un candidat", classe_de_quarante[candidat].candidat.nom_naissance[:4])
        main.touche("Enter")
    voir(page, "of-pretes")
