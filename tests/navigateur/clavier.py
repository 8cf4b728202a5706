"""Hands that have a keyboard and no pointer: each step of the tabulation is seen, in the order of the page."""

from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

PAS = 250  # tabulations before what is looked for is said unreachable
POINTEUR = "addEventListener('pointerdown', () => { document.documentElement.dataset.pointe = 'oui'; }, true)"
ETAPE = Path(__file__).with_name("etape.js").read_text(encoding="utf-8")


class Clavier:
    def __init__(self, page: Page) -> None:
        self.page = page

    def tabuler(self) -> dict:
        self.page.keyboard.press("Tab")
        etape = self.page.evaluate(ETAPE)
        assert etape["faute"] == "", f"{etape['faute']} : {self.actif()} sur {self.page.url}"
        return etape

    def actif(self) -> str:
        return self.page.evaluate("document.activeElement.outerHTML.replace(/\\s+/g, ' ').slice(0, 160)")

    def aller(self, cible: Locator) -> None:
        """By the tabulation alone."""
        cible.wait_for()
        for _ in range(PAS):
            if cible.evaluate("e => e === document.activeElement"):
                return
            self.tabuler()
        raise AssertionError(f"{cible} n’est pas atteint au clavier sur {self.page.url}")

    def presser(self, cible: Locator, touche: str = "Enter") -> None:
        self.aller(cible)
        self.page.keyboard.press(touche)

    def ecrire(self, cible: Locator, valeur: str | date) -> None:
        self.aller(cible)
        self._taper(valeur, str(cible.get_attribute("type")))

    def remplir(self, valeurs: dict[str, str | date | Path], bouton: Locator) -> None:
        """From the first field to the button, each field typed as the tabulation meets it: a text, the digits of a
        date, the first letters of a choice, Space for a box, the browser's own window for a file."""
        reste = dict(valeurs)
        for _ in range(PAS):
            if bouton.evaluate("e => e === document.activeElement"):
                break
            etape = self.tabuler()
            if etape["nom"] in reste and not etape["coche"]:
                self._taper(reste.pop(etape["nom"]), etape["type"])
        assert reste == {}, f"jamais atteints au clavier : {', '.join(reste)}"
        self.page.keyboard.press("Enter")

    def _taper(self, valeur: str | date | Path, sorte: str) -> None:
        if isinstance(valeur, Path):
            with self.page.expect_file_chooser() as choix:
                self.page.keyboard.press("Space")
            choix.value.set_files(valeur)
        elif isinstance(valeur, date):
            self._dater(valeur)
        elif sorte in ("checkbox", "radio"):
            self.page.keyboard.press(valeur)
        else:
            self.page.keyboard.type(valeur)

    def _dater(self, jour: date) -> None:
        """Day first or month first, as this browser has it."""
        for ordre in ("%d%m%Y", "%m%d%Y"):
            self.page.keyboard.type(jour.strftime(ordre))
            if self.page.evaluate("document.activeElement.value") == jour.isoformat():
                return
            for _ in range(2):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{jour} ne se tape pas")

    def message(self, phrase: str) -> None:
        """What became of the act is said where the focus is."""
        dit = self.page.locator(".messages > .alerte, .resume-erreurs").first
        expect(dit).to_contain_text(phrase)
        self.a_le_focus(dit)

    def a_le_focus(self, cible: Locator) -> None:
        expect(cible).to_be_focused()

    def sans_pointeur(self) -> bool:
        return self.page.locator("html[data-pointe]").count() == 0


def au_clavier(contexte: BrowserContext, adresse: str, session: str = "", *, largeur: int = 1440) -> Clavier:
    """A page of one's own, logged in when there is a session, that tells any use of a pointer."""
    if session:
        contexte.add_cookies([{"name": "sessionid", "value": session, "url": adresse}])
    page = contexte.new_page()
    page.set_viewport_size({"width": largeur, "height": 1000})
    page.add_init_script(POINTEUR)
    page.emulate_media(reduced_motion="reduce")  # where the focus is, it is at once
    page.goto(adresse)
    return Clavier(page)
