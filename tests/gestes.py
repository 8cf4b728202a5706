"""The hands of a person before a screen: clicks and keys are counted, and the time spent waiting for the portal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

UN_CLIC, UNE_TOUCHE = 1.5, 0.3
"""Seconds of a person."""
CHOISIR_DES_FICHIERS = 3
"""Clicks that a script does not make: the browser's own window is opened, the files picked, the window closed."""


def ouvrir(new_context, adresse: str, client, chemin: str = "/") -> "Personne":
    """Somebody whose session `client` has opened, before that page of the portal."""
    contexte = new_context(locale="fr-FR", viewport={"width": 1440, "height": 1000})
    contexte.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": adresse}])
    page = contexte.new_page()
    page.goto(f"{adresse}{chemin}")
    return Personne(page)


@dataclass
class Personne:
    page: Page
    clics: int = 0
    touches: int = 0
    attentes: float = 0

    @property
    def minutes(self) -> float:
        return (self.clics * UN_CLIC + self.touches * UNE_TOUCHE + self.attentes) / 60

    @contextmanager
    def en_attendant(self) -> Iterator[None]:
        debut = time.monotonic()
        yield
        self.attentes += time.monotonic() - debut

    def cliquer(self, cible: Locator) -> None:
        self.clics += 1
        with self.en_attendant():
            cible.click()

    def bouton(self, nom: str) -> None:
        self.cliquer(self.page.get_by_role("button", name=nom).first)

    def lien(self, nom: str) -> None:
        self.cliquer(self.page.get_by_role("link", name=nom).first)

    def taper(self, cible: Locator, texte: str) -> None:
        self.cliquer(cible)
        self.touches += len(texte)
        cible.press_sequentially(texte)

    def touche(self, nom: str) -> None:
        self.touches += 1
        self.page.keyboard.press(nom)

    def choisir(self, liste: Locator, valeur: str) -> None:
        """Opened, then picked."""
        self.clics += 2
        liste.select_option(valeur)

    def donner(self, champ: Locator, fichiers) -> None:
        self.clics += CHOISIR_DES_FICHIERS
        champ.set_input_files(fichiers)

    def attendre(self, texte: str, secondes: int = 60) -> None:
        """Until the page says it."""
        with self.en_attendant():
            expect(self.page.get_by_text(texte).first).to_be_visible(timeout=secondes * 1000)

    def arriver(self, titre: str) -> None:
        """Until the page of that heading is there."""
        with self.en_attendant():
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(titre, timeout=60_000)
            self.page.wait_for_load_state()
