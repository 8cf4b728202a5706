"""Somebody at the screens, as a browser is: a page leads to the next by a link that it shows, and an act is the form of
a page, sent with what it holds and what is typed in it. What is not on the page cannot be clicked, typed or chosen."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.jurys.gtp import PDF


def scan(nom: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, PDF, content_type="application/pdf")


class Ecrans:
    """`valider`: what waits for the commit is done when the act ends (`django_capture_on_commit_callbacks`)."""

    def __init__(self, client: Client, valider: Callable[..., Any]) -> None:
        self.client, self.valider = client, valider

    def ouvrir(self, nom: str, *cles: Any) -> Any:
        """By its address: where somebody begins."""
        return self._lire(self.client.get(reverse(nom, args=cles), follow=True), reverse(nom, args=cles))

    def suivre(self, nom: str, /, *cles: Any, **demande: str) -> Any:
        """By a link of the page; `demande`, what its address asks for."""
        vers = reverse(nom, args=cles)
        liens = [urljoin(self.adresse, lien.get("href")) for lien in self.page.iter("a") if lien.get("href")]
        voulus = [f"{cle}={valeur}" for cle, valeur in demande.items()]
        menent = [
            lien
            for lien in liens
            if urlsplit(lien).path == vers and set(voulus) <= set(urlsplit(lien).query.split("&"))
        ]
        assert menent, f"{self.adresse} : aucun lien vers {nom} {cles} {demande}"
        choisi = min(menent, key=len)  # the one that asks for nothing more
        return self._lire(self.client.get(choisi, follow=True), choisi)

    def filtrer(self, **saisi: str) -> Any:
        """The form of the page that only asks (GET)."""
        adresse = urlsplit(self.adresse).path
        siens = [form for form in self.page.forms if form.method == "GET" and (form.action or adresse) == adresse]
        [form] = [form for form in siens if set(saisi) <= set(form.fields)]
        for nom, valeur in saisi.items():
            form.fields[nom] = valeur
        return self._lire(self.client.get(adresse, dict(form.form_values())), adresse)

    def agir(self, nom: str, /, *cles: Any, bouton: str = "", **saisi: Any) -> Any:
        """The form of this act, found on the page or behind the link to it; it leads elsewhere, or nothing was done.

        `bouton`: the value of the button pressed, where several send the form.
        """
        vers = reverse(nom, args=cles)
        if not self._formulaires(vers, saisi, bouton):
            self.suivre(nom, *cles)
        formulaires = self._formulaires(vers, saisi, bouton)
        assert formulaires, f"{self.adresse} : aucun formulaire de {nom} ne porte {sorted(saisi)} {bouton}"
        envoye = self._remplir(formulaires[0], saisi, bouton)
        cible = urljoin(self.adresse, formulaires[0].action or "")
        with self.valider(execute=True):
            reponse = self.client.post(cible, envoye, follow=True)
        if "text/html" not in reponse.headers["Content-Type"]:
            return reponse
        assert reponse.redirect_chain, f"{nom} : {_dit(reponse)}"
        return self._lire(reponse, reponse.redirect_chain[-1][0])

    def _lire(self, reponse: Any, adresse: str) -> Any:
        assert reponse.status_code == 200, f"{adresse} : {reponse.status_code}"
        self.adresse = reponse.redirect_chain[-1][0] if getattr(reponse, "redirect_chain", None) else adresse
        if "text/html" in reponse.headers["Content-Type"]:
            self.page = lxml.html.fromstring(reponse.content.decode())
        return reponse

    def _formulaires(self, vers: str, saisi: dict[str, Any], bouton: str) -> list[Any]:
        return [
            form
            for form in self.page.forms
            if form.method == "POST"
            and urlsplit(urljoin(self.adresse, form.action or "")).path == vers
            and set(saisi) <= set(form.fields)
            and (not bouton or form.xpath(".//button[@value=$voulu]", voulu=bouton))
        ]

    def _remplir(self, form: Any, saisi: dict[str, Any], bouton: str) -> dict[str, Any]:
        fichiers = {nom: valeur for nom, valeur in saisi.items() if isinstance(valeur, SimpleUploadedFile)}
        for nom in fichiers:
            assert form.inputs[nom].get("type") == "file", nom
        for nom, valeur in saisi.items():
            if nom not in fichiers:
                _saisir(form, nom, valeur)
        envoye: dict[str, Any] = {}
        for nom, valeur in form.form_values():
            envoye.setdefault(nom, []).append(valeur)
        if bouton:
            [presse] = form.xpath(".//button[@value=$voulu]", voulu=bouton)
            envoye[presse.get("name")] = bouton
        return envoye | fichiers


def _saisir(form: Any, nom: str, valeur: Any) -> None:
    """A box is ticked or not; of several, those of the list are; a choice must be offered."""
    champ = form.inputs[nom]
    if isinstance(valeur, list):
        cases = [case for case in form.xpath(".//input[@type='checkbox']") if case.name == nom]
        assert set(valeur) <= {case.get("value") for case in cases}, f"{nom} : {valeur}"
        for case in cases:
            case.checked = case.get("value") in valeur
    elif isinstance(valeur, bool):
        champ.checked = valeur
    else:
        form.fields[nom] = str(valeur)


def _dit(reponse: Any) -> str:
    """What a page says against what was sent."""
    page = lxml.html.fromstring(reponse.content.decode())
    dits = page.xpath("//*[contains(@class, 'alerte') or contains(@class, 'invalid')]")
    return " ".join(" ".join(dit.text_content().split()) for dit in dits)
