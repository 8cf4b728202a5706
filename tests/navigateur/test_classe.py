"""A class of forty as an organisation keeps it, from its upload to forty deposits, by one person in a real browser
whose clicks, keys and waits are counted."""

import os
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from candidats.choix import EtatInscription
from candidats.models import Inscription, MotRetenu
from candidats.services.identite import ajouter_piece
from certif_portal.commun import horloge
from tests.candidats.factories import piece_recue
from tests.candidats.imports.cog import charger
from tests.environnement import CAS
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.cas,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]
CLICS_MAXIMUM, MINUTES_MAXIMUM = 60, 10
UN_CLIC, UNE_TOUCHE = 1.5, 0.3
"""Seconds of a person."""
LE = date(2026, 11, 29)
CE_QUE_LE_CLASSEUR_N_A_PAS = {
    "c-27-entreprise_siret": "73282932000074",
    "c-38-date_naissance": "28/02/1999",
    "c-39-date_naissance": "00/00/1990",
    "c-41-courriel": "julia.muller@mail.fr",
    "c-43-nom_naissance": "André",
}
"""What was lost, or was never right, in the file: one cell each."""
PAR_ENTREPRISE = {"entreprise_code_nace": "25.62", "service": "Atelier", "superieur_nom": "Yann Kermarrec"}


@dataclass
class Personne:
    """Counts what a person does, and how long they wait for the portal."""

    page: Page
    clics: int = 0
    touches: int = 0
    attentes: float = 0

    @property
    def minutes(self) -> float:
        return (self.clics * UN_CLIC + self.touches * UNE_TOUCHE + self.attentes) / 60

    def cliquer(self, cible: Locator) -> None:
        self.clics += 1
        cible.click()

    def taper(self, cible: Locator, texte: str) -> None:
        self.cliquer(cible)
        self.touches += len(texte)
        cible.fill(texte)

    def choisir(self, liste: Locator, valeur: str) -> None:
        self.clics += 2
        liste.select_option(valeur)

    def envoyer(self, bouton: Locator, arrivee: str) -> None:
        """Click, and wait for the page whose heading is `arrivee`."""
        debut = time.monotonic()
        self.cliquer(bouton)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(arrivee, timeout=60_000)
        self.page.wait_for_load_state()
        self.attentes += time.monotonic() - debut
        self.photographier(arrivee)

    def photographier(self, nom: str) -> None:
        if dossier := os.environ.get("CAPTURES"):
            for largeur in (1440, 820):
                self.page.set_viewport_size({"width": largeur, "height": 1000})
                chemin = Path(dossier) / f"{self.clics:02d}-{nom[:12].replace(' ', '_')}-{largeur}.png"
                self.page.screenshot(path=chemin, full_page=True)
            self.page.set_viewport_size({"width": 1440, "height": 1000})


@pytest.fixture
def page_of(transactional_db, connecte, horloge_au, context: BrowserContext, live_server) -> Page:
    horloge_au(LE)
    creer_referentiel(champs_certification={"numero": "9001", "annee": 2024, "prefixe": "CQPM"})
    charger()
    membre = creer_membre(creer_organisme_habilite(), prenom="Sandrine", nom="Pennec")
    session = connecte(membre).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(live_server.url + reverse("inscription_liste"))
    return page


def envoyer_le_classeur(personne: Personne) -> None:
    """Two clicks more than the script's: the file is found and opened in the browser's own window."""
    page = personne.page
    personne.envoyer(page.get_by_role("link", name="Importer").first, "Importer un classeur")
    personne.clics += 3
    page.locator("input[type=file]").set_input_files(CAS / "classeurs" / "liste_de_classe.xlsx")
    personne.envoyer(page.get_by_role("button", name="Lire le classeur"), "Ranger les colonnes")


def dire_ce_qui_est_commun(personne: Personne) -> None:
    """The columns are recognised or proposed: what the list does not say is the same for all."""
    page = personne.page
    expect(page.get_by_label("Type de contrat")).to_have_value("financements")
    expect(page.get_by_label("Voie d’accès")).to_have_value("formation")
    personne.taper(page.locator("[name=v-formateurs]"), "Anne Le Dû")
    personne.envoyer(page.get_by_role("button", name="Lire le classeur"), "liste_de_classe.xlsx")


def repondre(personne: Personne) -> None:
    """Six cells, then what each of three companies and three tutors has alone."""
    page = personne.page
    personne.cliquer(page.locator('[name=vide][value="c-12-nom_usage"]'))
    for nom, valeur in CE_QUE_LE_CLASSEUR_N_A_PAS.items():
        personne.taper(page.locator(f'[name="{nom}"]'), valeur)
    for cle, valeur in PAR_ENTREPRISE.items():
        for champ in page.locator(f'[name^="m-"][name$="-{cle}"]').all():
            personne.taper(champ, valeur)
    for liste in page.locator('[name^="m-"][name$="-entreprise_secteur"]').all():
        personne.choisir(liste, "M")
    for rang, champ in enumerate(page.locator('[name^="m-"][name$="-tuteur_courriel"]').all()):
        personne.taper(champ, f"tuteur{rang}@chantiers.fr")
    personne.envoyer(page.get_by_role("button", name="Relire avec ces corrections"), "liste_de_classe.xlsx")


def deposer(personne: Personne) -> None:
    """All those whose paper is joined, deposited at once from the page of papers."""
    page = personne.page
    page.reload()
    personne.envoyer(page.get_by_role("button", name="Déposer leurs inscriptions…"), "Déposer")
    personne.envoyer(page.locator("main button[type=submit]").first, "résultat")


def test_une_classe_de_quarante_se_depose_en_peu_de_gestes(page_of):
    personne = Personne(page_of)
    envoyer_le_classeur(personne)
    dire_ce_qui_est_commun(personne)
    repondre(personne)
    expect(page_of.locator("#erreurs")).to_have_count(0)
    expect(page_of.locator("#manques")).to_have_count(0)
    personne.envoyer(page_of.get_by_role("button", name="Enregistrer les 40 bonnes lignes"), "Pièces d’identité")
    for inscription in Inscription.objects.all():  # the identity papers have their own way
        ajouter_piece(inscription, *piece_recue(), par=inscription.creee_par, a=horloge.maintenant())
    deposer(personne)
    etats = Inscription.objects.values_list("etat", flat=True)
    assert (len(etats), set(etats)) == (40, {EtatInscription.DEPOSEE})
    assert MotRetenu.objects.count() == 0  # every word of the trade was understood
    assert personne.clics <= CLICS_MAXIMUM
    assert personne.minutes <= MINUTES_MAXIMUM
