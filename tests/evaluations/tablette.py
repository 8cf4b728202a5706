"""The tablets of the evaluators: a real Chromium with a profile of its own, behind a network that can be cut."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from certif_portal.commun import horloge
from evaluations.models import NoteEvaluateur, Passage
from tests.candidats.factories import InscriptionFactory
from tests.environnement import chromium
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier
from tests.navigateur.relais import Relais

TABLETTE = {"width": 820, "height": 1180}
HORS_RESEAU = re.compile(r"^Hors réseau · \d+ saisies? sur la tablette$")


class Tablette:
    """One device: what it keeps survives the browser. `page` is its only tab until another is opened."""

    def __init__(self, playwright: Playwright, profil: Path, pont: Relais) -> None:
        self.playwright, self.profil, self.pont = playwright, profil, pont
        self.contexte: BrowserContext | None = None
        self.demarrer()

    def demarrer(self) -> None:
        self.contexte = self.playwright.chromium.launch_persistent_context(
            str(self.profil),
            executable_path=chromium(),
            args=["--no-sandbox"],
            viewport=TABLETTE,
            has_touch=True,
            locale="fr-FR",
        )
        self.contexte.set_default_timeout(30_000)
        self.page = self.contexte.pages[0]

    def connecter(self, session: str) -> None:
        """The session of an account, as its login would have left it (kept when the browser is killed)."""
        cookie = {"name": "sessionid", "value": session, "url": self.pont.adresse, "expires": 4_000_000_000}
        self.contexte.add_cookies([cookie])

    def deconnecter(self) -> None:
        self.contexte.clear_cookies()

    def aller(self, chemin: str, page: Page | None = None) -> Page:
        page = page or self.page
        try:
            page.goto(self.pont.adresse + chemin)
        except Error as refus:
            if "ERR_ABORTED" not in str(refus):
                raise
            page.goto(self.pont.adresse + chemin)  # it was reading itself again, its queue once sent
        page.wait_for_selector("html[data-tablette=prete]", state="attached")
        return page

    def ouvrir(self, passage, rang: int = 0, sorte: str = "note") -> Page:
        return self.aller(adresse_de(passage, rang, sorte))

    def preparer(self) -> None:
        """The package, the worker and its shell are there."""
        self.aller(reverse("tablette_depart"))
        expect(self.page.locator("[data-verdict]")).to_be_visible(timeout=60_000)
        expect(self.page.locator("[data-verdict]")).to_contain_text("Vous pouvez partir")

    def tuer(self) -> None:
        """kill -9 of the processes of this profile, and of no other."""
        for dossier in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"--user-data-dir={self.profil}".encode() in (dossier / "cmdline").read_bytes():
                    os.kill(int(dossier.name), signal.SIGKILL)
        with suppress(Error):
            self.contexte.close()
        self.contexte = None

    def fermer(self) -> None:
        if self.contexte:
            with suppress(Error):
                self.contexte.close()


@contextmanager
def une_tablette(playwright: Playwright, profil: Path, pont: Relais) -> Iterator[Tablette]:
    tablette = Tablette(playwright, profil, pont)
    try:
        yield tablette
    finally:
        tablette.fermer()


def adresse_de(passage, rang: int = 0, sorte: str = "note") -> str:
    competence = passage.competences.order_by("version_bloc", "ordre")[rang]
    chemin = reverse("grille_competence", args=[passage.inscription.grille.pk, competence.pk])
    return f"{chemin}?pour={sorte}"


def temoin(page: Page):
    return page.locator("[data-etat]")


def commenter(page: Page, texte: str) -> None:
    """Typed, and on the tablet."""
    page.get_by_label("Pas maîtrisée").check()
    page.locator("#commentaire").fill(texte)
    expect(temoin(page)).to_contain_text("sur la tablette")


def passage_du_jour() -> Passage:
    """A candidate of today, two evaluators whose independence is declared."""
    passage = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory(), date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    return passage


def notes() -> list[str]:
    return sorted(NoteEvaluateur.objects.exclude(commentaire="").values_list("commentaire", flat=True))
