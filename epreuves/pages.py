"""Every page of the demonstration that a link leads to, as each role, at three widths, before axe and before our own
measures: as full as a past makes them.

    python3 dev.py epreuves pages [--roles agent of] [--pages 400]

One page is examined per address pattern and role, the first one met; files that are downloaded are left. What is
found is told by rule, with where it was seen first.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as ErreurNavigateur

from epreuves.demo import RACINE, environnement
from outils_dev.serveurs import port_au_hasard, repond

LARGEURS = (1440, 820, 320)
HAUTEUR = 1000
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ATTENTE = 60  # seconds given to the server to answer
HORS = {"account_logout"}
MESURES = Path(RACINE, "tests/navigateur/mesures.js").read_text(encoding="utf-8")
LIENS = "liens => liens.map(lien => lien.href)"


@dataclass
class Releve:
    """What was walked, and of each rule of axe, where it is broken."""

    pages: list[str] = field(default_factory=list)
    fautes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def motif(adresse: str) -> str:
    """The pattern of an address of the portal; empty when it is not a page of it."""
    from django.urls import Resolver404, resolve

    try:
        trouve = resolve(urlsplit(adresse).path)
    except Resolver404:
        return ""
    return "" if trouve.url_name in HORS or trouve.namespaces else trouve.route or "/"


def examiner(page: Page, ou: str, releve: Releve) -> None:
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        ici = f"{ou} à {largeur} px"
        for violation in Axe().run(page, options={"runOnly": REGLES}).response["violations"]:
            cibles = " ; ".join(str(noeud["target"][0]) for noeud in violation["nodes"][:2])
            releve.fautes[violation["id"]].append(f"{ici} : {len(violation['nodes'])} ({cibles})")
        for regle, elements in page.evaluate(MESURES, {"tactile": False, "seules": []}).items():
            releve.fautes[regle].append(f"{ici} : {len(elements)} ({' | '.join(elements[:2])})")


def parcourir(contexte: BrowserContext, site: str, qui: str, limite: int, releve: Releve) -> None:
    """From the home page of somebody already logged in, along the links, one page per pattern."""
    page, attente, vus = contexte.new_page(), deque([f"{site}/"]), {"/"}
    while attente and limite:
        adresse = attente.popleft()
        try:
            reponse = page.goto(adresse)
        except ErreurNavigateur as erreur:
            if "Download is starting" not in str(erreur):
                raise
            continue
        if reponse is None or "text/html" not in reponse.headers.get("content-type", ""):
            continue
        if reponse.status >= 400:
            releve.fautes[f"statut {reponse.status}"].append(f"{qui} {adresse}")
            continue
        limite -= 1
        chemin = urlsplit(page.url).path
        if chemin == "/compte/login/":
            raise RuntimeError(f"{qui} n’est pas connecté : {adresse} renvoie à la connexion.")
        releve.pages.append(f"{qui} {chemin}")
        examiner(page, f"{qui} {chemin}", releve)
        for lien in page.eval_on_selector_all("a[href]", LIENS):
            suivant = motif(lien) if lien.startswith(f"{site}/") else ""
            if suivant and suivant not in vus:
                vus.add(suivant)
                attente.append(lien.partition("#")[0])
    page.close()


def attendre(port: int) -> None:
    fin = time.monotonic() + ATTENTE
    while not repond(port):
        if time.monotonic() > fin:
            raise RuntimeError("La démonstration ne répond pas.")
        time.sleep(0.2)


def tout_parcourir(site: str, roles: list[str], limite: int) -> Releve:
    import django

    django.setup()
    from django.test import Client

    from certif_portal.comptes.models import Utilisateur
    from certif_portal.portail.demo.personnes import PRINCIPAUX

    releve, sessions = Releve(), {}
    for _titre, courriel in PRINCIPAUX:
        client = Client()
        client.force_login(Utilisateur.objects.get(email=courriel))
        sessions[courriel.partition("@")[0]] = client.cookies["sessionid"].value
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's driver runs a loop in this thread
    with sync_playwright() as jeu:
        navigateur = jeu.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        for qui in roles or sessions:
            debut, avant = time.monotonic(), len(releve.pages)
            contexte = navigateur.new_context(locale="fr-FR")
            contexte.add_cookies([{"name": "sessionid", "value": sessions[qui], "url": site}])
            parcourir(contexte, site, qui, limite, releve)
            contexte.close()
            print(f"{qui} : {len(releve.pages) - avant} pages, {time.monotonic() - debut:.0f} s", flush=True)
        navigateur.close()
    return releve


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves pages")
    parser.add_argument("--roles", nargs="*", default=[], help="comptes de la démonstration : agent, of…")
    parser.add_argument("--pages", type=int, default=400, help="au plus, par rôle")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as dossier:
        variables, port = environnement(dossier), port_au_hasard()
        os.environ.clear()
        os.environ.update(variables, DJANGO_SETTINGS_MODULE="certif_portal.settings")
        gerer = [sys.executable, str(Path(RACINE, "manage.py"))]
        for commande in (["migrate", "--no-input", "--verbosity", "0"], ["charger_demo"]):
            subprocess.run([*gerer, *commande], check=True, stdout=subprocess.DEVNULL)
        servir = [*gerer, "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
        serveur = subprocess.Popen(servir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            attendre(port)
            releve = tout_parcourir(f"http://127.0.0.1:{port}", options.roles, options.pages)
        finally:
            serveur.terminate()
            serveur.wait()
    print(f"{len(releve.pages)} pages, {sum(map(len, releve.fautes.values()))} fautes")
    for regle, lieux in sorted(releve.fautes.items()):
        print(f"  {regle} : {len(lieux)}, dont {lieux[0]}")
    return 1 if releve.fautes else 0
