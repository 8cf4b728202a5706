"""The stage of the browser stories: one real Chromium, one context per actor, mails read as people read them."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from certif_portal.comptes.models import CodeServi

LIEN = re.compile(r"https?://[^\s]+")
MOT_DE_PASSE = "trois pinces et un marteau"
TABLETTE = {"width": 820, "height": 1180}
BUREAU = {"width": 1440, "height": 1000}


def code_de(cle: str, pas: int = 0) -> str:
    """What an application shows now for that key, or some half-minutes away."""
    return format_hotp_value(hotp_value(cle, int(time.time()) // 30 + pas))


def dernier_courriel(adresse: str, portant: str = "") -> str:
    """The text of the last mail received at an address, among those that hold `portant`."""
    recus = [message.body for message in mail.outbox if message.to == [adresse] and portant in str(message.body)]
    assert recus, f"aucun courriel reçu à {adresse}"
    return str(recus[-1])


class Scene:
    """Opens the portal to one actor after the other, and remembers what the browser complained of."""

    def __init__(self, navigateur: Browser, adresse: str) -> None:
        self.navigateur, self.adresse = navigateur, adresse
        self.plaintes: list[str] = []
        self.cles: dict[str, str] = {}

    def lien_recu(self, adresse: str, chemin: str) -> str:
        """The last link of that kind mailed to somebody, on the test server."""
        lien = next(lien for lien in LIEN.findall(dernier_courriel(adresse, chemin)) if chemin in lien)
        return self.adresse + "/" + lien.split("/", 3)[3]

    @contextmanager
    def page(self, *, tablette: bool = False) -> Iterator[Page]:
        contexte = self.navigateur.new_context(
            viewport=TABLETTE if tablette else BUREAU, has_touch=tablette, locale="fr-FR", accept_downloads=True
        )
        page = contexte.new_page()
        page.set_default_timeout(30_000)
        page.on("console", self._ecouter)
        page.on("response", lambda r: self.plaintes.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        try:
            yield page
        except Exception:
            self.photographier(page, "echec")
            raise
        finally:
            contexte.close()

    def photographier(self, page: Page, nom: str) -> None:
        """Keep a picture of the screen when the environment says where (CAPTURES=folder)."""
        if dossier := os.environ.get("CAPTURES"):
            page.screenshot(path=Path(dossier) / f"{nom}.png", full_page=True)

    def _ecouter(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.plaintes.append(message.text)

    def accepter_invitation(self, page: Page, adresse: str) -> None:
        """Follow the mailed invitation, choose a password, and log in with it."""
        page.goto(self.lien_recu(adresse, "/invitation/"))
        page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
        page.get_by_label("Le même").fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Accepter l’invitation").click()
        page.wait_for_load_state()
        if "/login" in page.url or "/connexion" in page.url:
            self.connecter(page, adresse)

    def connecter(self, page: Page, adresse: str) -> None:
        page.goto(self.adresse + "/compte/login/")
        page.locator("[name=login]").fill(adresse)
        page.locator("[name=password]").fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(lambda url: "/compte/login/" not in url)  # the page left is loaded too
        self.prouver(page, adresse)

    def connecter_par_code(self, page: Page, adresse: str) -> None:
        """Ask for a code, read it in the mail, type it."""
        page.goto(self.adresse + "/compte/login/")
        page.get_by_role("link", name="Recevoir un code par courriel").click()
        page.locator("[name=email]").fill(adresse)
        page.get_by_role("button", name="Envoyer le code").click()
        code = re.findall(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", dernier_courriel(adresse), re.MULTILINE)[-1]
        page.locator("[name=code]").fill(code)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda url: "/compte/login/" not in url)
        self.prouver(page, adresse)

    def prouver(self, page: Page, adresse: str) -> None:
        """The second factor, where it is asked: given the first time, then its code."""
        if "/second-facteur/" in page.url:
            self.cles[adresse] = page.locator("code.code").inner_text()
            page.locator("[name=code]").fill(code_de(self.cles[adresse]))
            page.get_by_role("button", name="Activer").click()
            page.get_by_role("link", name="Continuer").click()
        elif "/securite/authenticate/" in page.url:
            cache.clear()  # the code of this half-minute may have served: the library remembers it, and so do we
            CodeServi.objects.all().delete()
            page.locator("[name=code]").fill(code_de(self.cles[adresse]))
            page.get_by_role("button", name="Se connecter").click()
            page.wait_for_url(lambda url: "/securite/authenticate/" not in url)
        page.wait_for_load_state()


def ouvrir_document(page: Page, lien: str) -> bytes:
    """The bytes behind a link of the page, asked with the session of the person who sees it."""
    href = page.get_by_role("link", name=lien).first.get_attribute("href")
    reponse = page.request.get(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + str(href))
    assert reponse.headers["content-type"] == "application/pdf"
    return reponse.body()


def texte_du_pdf(octets: bytes) -> str:
    """The text of every page of a PDF, spaces folded."""
    import pypdfium2

    with pypdfium2.PdfDocument(octets) as document:
        pages = []
        for page in document:
            feuille = page.get_textpage()
            pages.append(feuille.get_text_range())
            feuille.close()
            page.close()
    return " ".join(" ".join(pages).split())


def dit(page: Page, phrase: str) -> None:
    expect(page.get_by_text(phrase).first).to_be_visible()
