"""The walk before axe: each page that the table of rights opens, to each role, at three widths, in each of its states.

The pages are made in this process by the test client, inside one transaction, and given to one Chromium: no server, one
world for all.
"""

import json
import mimetypes
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import lxml.html
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponse
from django.urls import resolve
from playwright.sync_api import Page
from tinyhtml5.parser import HTMLParser

from tests.architecture.droits import ROLES, Monde, lire_table, noms_des_adresses

LARGEURS = (1440, 820, 320)
HAUTEUR = 1000
PARTIES = 12
"""Of the whole walk: each is recorded as it ends."""
ETIQUETTES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DE_LA_FEUILLE = ("color-contrast", "link-in-text-block", "target-size")
"""What one style sheet answers for every page, and most of the time of axe: of each page in the trial, of each frame in
the suite."""
AXE = f"""(feuille) => axe.run(document, {{runOnly: {ETIQUETTES}, resultTypes: ['violations'],
  rules: Object.fromEntries({list(DE_LA_FEUILLE)}.map((regle) => [regle, {{enabled: feuille}}]))}})"""
MESURES = Path(__file__).with_name("mesures.js").read_text(encoding="utf-8")
EN_MAIN = {"evaluateur", "evaluateur_autre", "jure", "president", "jure_autre", "tuteur"}
"""Who works on a tablet or a telephone: targets of 44 px there, 24 elsewhere."""
ORDRE = ("tuteur", "anonyme", "responsable", *ROLES)
HORS = {"composants", "composants_tablette", "administration"}
"""The pages of those who build, whose words lead nowhere; Django’s own administration, walked apart."""
OUVRIR_LE_COMPTE = "() => { const compte = document.querySelector('details.compte'); if (compte) compte.open = true; }"
OUVRIR_LE_MENU = "() => document.querySelector('#menu[popover]')?.showPopover()"
MENUS = {"accueil"}
HORS_LIGNE = {"evaluateur"}
"""Who is told that the network is away."""
OUVRIR = """() => { for (const e of document.querySelectorAll("main details")) e.open = true;
  for (const e of document.querySelectorAll("dialog")) if (!e.open) e.showModal();
  for (const e of document.querySelectorAll("[data-session]")) e.hidden = false; }"""
OUVRABLES = "() => document.querySelectorAll('main details, dialog, [data-session]').length"
POSEE = """async () => { await document.fonts.ready;
  await new Promise((fait) => requestAnimationFrame(() => requestAnimationFrame(fait))); }"""
"""Drawn as it is to be looked at: what watches its sizes has spoken."""
ESPACER = """(oui) => {
  const feuille = new CSSStyleSheet();
  feuille.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important }
    * { word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = oui ? [feuille] : [];
}"""
"""The spacing that a reader may ask for (WCAG 1.4.12)."""
NON_TAPES = ("hidden", "checkbox", "radio", "submit", "file")
DE_LA_PLACE = ("debordement", "texte-coupe")
CADRES = ("base.html", "public.html", "tablette.html")
DEPUIS = " depuis "
UNE_FOIS = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
DU_CONTENU = re.compile(rb"<title>.*?</title>|<main.*</main>", re.S)


@dataclass
class Releve:
    """What was walked, and of each rule, where it is broken."""

    entier: bool = True  # of each page what one style sheet answers for all, its text spaced, and its code
    suivi: Callable[[str], object] | None = None
    motifs: set[str] = field(default_factory=set)
    vues: int = 0
    passages: int = 0
    titres: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    fautes: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    deja: set[tuple[object, ...]] = field(default_factory=set)

    def neuve(self, vue: "Vue") -> bool:
        """A content already examined under another role is not examined again in a frame already examined."""
        connus = vue.nom not in MENUS and {vue.cadre, vue.contenu} <= self.deja
        self.deja |= {vue.cadre, vue.contenu}
        return not connus

    def noter(self, regle: str, vue: "Vue", ou: str, quoi: str) -> None:
        """Once for a page: at which width it was seen first; told as it comes where somebody follows."""
        if str(vue) not in self.fautes[regle]:
            self.fautes[regle][str(vue)] = f"{ou} : {quoi}"
            if self.suivi:
                self.suivi(f"{regle} : {vue}, {ou} : {quoi}")

    def __add__(self, autre: "Releve") -> "Releve":
        """Of two parts of one walk."""
        somme = Releve(self.entier, self.suivi, self.motifs | autre.motifs, self.vues + autre.vues)
        somme.passages = self.passages + autre.passages
        for releve in (self, autre):
            for titre, noms in releve.titres.items():
                somme.titres[titre] |= noms
            for regle, lieux in releve.fautes.items():
                somme.fautes[regle] |= lieux
        return somme

    @property
    def a_reprendre(self) -> tuple[str, ...]:
        """The pages whose walk comes to what is at fault: of a refusal, the one where its form stands."""
        pages = {lieu.partition(" (")[0].rpartition(DEPUIS)[2] for lieux in self.fautes.values() for lieu in lieux}
        return tuple(sorted(pages))

    def repris(self, encore: "Releve") -> "Releve":
        """Once its pages at fault were walked again: what was counted, and what is still at fault."""
        titres = {titre: noms - encore.motifs for titre, noms in self.titres.items()}
        for titre, noms in encore.titres.items():
            titres[titre] = titres.get(titre, set()) | noms
        return replace(self, titres=defaultdict(set, titres), fautes=encore.fautes)

    def ecrire(self, fichier: Path) -> None:
        titres = {titre: sorted(noms) for titre, noms in self.titres.items()}
        fichier.write_text(
            json.dumps([sorted(self.motifs), self.vues, self.passages, titres, self.fautes], ensure_ascii=False),
            encoding="utf-8",
        )

    @classmethod
    def lire(cls, fichier: Path) -> "Releve":
        motifs, vues, passages, titres, fautes = json.loads(fichier.read_text(encoding="utf-8"))
        releve = cls(motifs=set(motifs), vues=vues, passages=passages)
        releve.titres |= {titre: set(noms) for titre, noms in titres.items()}
        releve.fautes |= fautes
        return releve

    @property
    def partages(self) -> dict[str, set[str]]:
        """Titles that several addresses bear."""
        return {titre: noms for titre, noms in self.titres.items() if len(noms) > 1}

    def __str__(self) -> str:
        total = sum(map(len, self.fautes.values()))
        lignes = [f"{len(self.motifs)} adresses, {self.vues} pages, {self.passages} passages, {total} fautes"]
        for regle, lieux in sorted(self.fautes.items()):
            lignes += [f"  {regle} : {len(lieux)}", *(f"    {vue}, {quoi}" for vue, quoi in lieux.items())]
        return "\n".join(lignes)


@dataclass(frozen=True)
class Vue:
    """A page as a role receives it."""

    nom: str
    role: str
    adresse: str
    reponse: HttpResponse
    etat: str = "plein"
    origine: str = ""  # of a refusal, the page of its form

    @property
    def gabarit(self) -> str:
        return next((g.name for g in self.reponse.templates if g.name), "")

    @property
    def cadre(self) -> tuple[str, str]:
        """What is around the content: a frame, as the role has it."""
        return self.role, next((g.name for g in self.reponse.templates if g.name in CADRES), "")

    @property
    def contenu(self) -> tuple[object, ...]:
        """What is asked of it included: two roles may receive the same."""
        lu = UNE_FOIS.sub(b"", self.reponse.content)
        morceaux = [trouve[0] for trouve in DU_CONTENU.finditer(lu)]
        return self.nom, self.cadre[1], self.role in EN_MAIN, self.role in HORS_LIGNE, *(morceaux or [lu])

    def __str__(self) -> str:
        depuis = "" if self.origine in ("", self.nom) else DEPUIS + self.origine
        return f"{self.nom}{depuis} ({self.role}, {self.etat})"


class Ecran:
    """One page of Chromium that is given what the test client answered, by a server of this process: nothing but that
    page and the static files, which the browser keeps."""

    def __init__(self, page: Page) -> None:
        self.page, self.vue = page, None
        ecran = self

        class Guichet(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                chemin = urlsplit(self.path).path
                if chemin.startswith("/static/"):
                    octets, sorte = statique(unquote(chemin).removeprefix("/static/"))
                    entetes = {"Content-Type": sorte, "Cache-Control": "max-age=3600"}
                elif ecran.vue and chemin == urlsplit(ecran.vue.adresse).path and not self.headers["X-Requested-With"]:
                    octets = ecran.vue.reponse.content
                    entetes = {n: v for n, v in ecran.vue.reponse.headers.items() if n != "Content-Length"}
                else:
                    octets, entetes = b"", {}
                self.send_response(200 if octets else 404)
                for nom, valeur in (entetes | {"Content-Length": str(len(octets))}).items():
                    self.send_header(nom, valeur)
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_: object) -> None:
                pass

        self.serveur = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
        Thread(target=self.serveur.serve_forever, args=(0.02,), daemon=True).start()

    def montrer(self, vue: Vue, largeur: int = LARGEURS[0]) -> Page:
        self.vue = vue
        self.page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        self.page.goto(f"http://127.0.0.1:{self.serveur.server_port}{vue.adresse}", wait_until="load")
        return self.page

    def fermer(self) -> None:
        self.serveur.shutdown()
        self.serveur.server_close()


@cache
def statique(nom: str) -> tuple[bytes, str]:
    chemin = finders.find(nom)
    return (Path(chemin).read_bytes() if chemin else b""), mimetypes.guess_type(nom)[0] or "application/octet-stream"


# ---------------------------------------------------------------- what is walked


def vues(
    monde: Monde, seules: tuple[str, ...], roles: tuple[str, ...], etat: str = "plein", part: slice = slice(None)
) -> Iterator[Vue]:
    """Each page of the table of rights, or of a part of it, as each role that opens it receives it; in a world with
    nothing in it, those whose address names nothing."""
    routes = noms_des_adresses()
    lues = {nom: ligne for nom, ligne in lire_table().items() if ligne["methode"] == "GET" and nom not in HORS}
    for nom, ligne in list(lues.items())[part]:
        if seules and nom not in seules:
            continue
        if etat == "vide" and "<" in routes[nom]:
            continue
        for role in roles:
            if ligne["attendus"][role] == 200 and role in monde.clients:
                vue = demander(monde, nom, routes[nom], ligne["objet"], role, etat)
                if vue is not None:
                    yield vue


def la_vue(monde: Monde, nom: str, role: str) -> Vue | None:
    return demander(monde, nom, noms_des_adresses()[nom], lire_table()[nom]["objet"], role)


def demander(monde: Monde, nom: str, route: str, objet: str, role: str, etat: str = "plein") -> Vue | None:
    adresse = monde.adresse(nom, route, objet, role)
    return recevoir(nom, role, adresse, lambda: monde.clients[role].get(adresse), etat)


def recevoir(nom: str, role: str, adresse: str, faire: Callable[[], HttpResponse], etat: str = "plein") -> Vue | None:
    """Nothing when what answers is no page: a file, a part of a page, a way elsewhere."""
    with transaction.atomic():
        reponse = faire()
        transaction.set_rollback(True)
    html = "text/html" in reponse.headers.get("Content-Type", "") and not reponse.streaming
    if not html or reponse.status_code != 200 or b"<!doctype html" not in reponse.content[:40].lower():
        return None
    return Vue(nom, role, adresse, reponse, etat)


def refusees(monde: Monde, vue: Vue) -> Iterator[Vue]:
    """Each form of the page, sent with nothing in it."""
    vus = set()
    for form in lxml.html.fromstring(vue.reponse.content.decode()).forms:
        cible = (form.action or vue.adresse).partition("?")[0]
        if form.method != "POST" or cible in vus or cible.startswith("/compte/logout"):
            continue
        vus.add(cible)
        caches = {e.name: e.value or "" for e in form.inputs if e.name and e.get("type") == "hidden"}
        envoi = {n: v for n, v in caches.items() if n != "page"} | {
            e.name: "" for e in form.inputs if e.name and e.get("type") not in NON_TAPES
        }
        client = monde.clients[vue.role]
        nom = resolve(cible or vue.adresse).url_name or vue.nom  # a form may be sent to the page of another act
        refus = recevoir(nom, vue.role, cible, lambda: client.post(cible, envoi), "refusé")  # noqa: B023
        if refus and (b"resume-erreurs" in refus.reponse.content or b"invalid" in refus.reponse.content):
            yield replace(refus, origine=vue.nom)


# ---------------------------------------------------------------- what is asked of each


def examiner(
    ecran: Ecran, vue: Vue, releve: Releve, mesures: tuple[int, ...] = LARGEURS, axe: tuple[int, ...] = LARGEURS
) -> None:
    """Measured at each width as it comes, then before axe with all that unfolds unfolded."""
    releve.motifs.add(vue.nom)
    releve.vues += 1
    if releve.entier:
        lire_le_code(vue, releve)
    page = ecran.montrer(vue, mesures[0])
    releve.titres[page.title()].add(vue.nom)
    for largeur in mesures:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        tactile = vue.role in EN_MAIN and largeur < LARGEURS[0]
        mesurer(page, vue, f"{largeur} px", releve, tactile=tactile)
    if releve.entier:
        page.evaluate(ESPACER, True)
        mesurer(page, vue, "texte espacé", releve, seules=DE_LA_PLACE)
        page.evaluate(ESPACER, False)
    page.evaluate(AXE_SCRIPT)
    if page.evaluate(OUVRABLES):
        page.evaluate(OUVRIR)
        mesurer(page, vue, "déplié", releve)
    for largeur in axe:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        passer(page, vue, f"{largeur} px", releve)
    if vue.role in HORS_LIGNE:
        page.context.set_offline(True)
        mesurer(page, vue, "hors ligne", releve)
        passer(page, vue, "hors ligne", releve)
        page.context.set_offline(False)
    if vue.nom in MENUS:
        for ouvrir in (OUVRIR_LE_COMPTE, OUVRIR_LE_MENU):
            page.evaluate(ouvrir)
            passer(page, vue, "menu ouvert", releve)


def lire_le_code(vue: Vue, releve: Releve) -> None:
    lecteur = HTMLParser()
    lecteur.parse(vue.reponse.content)
    if lecteur.errors:
        releve.noter("code-invalide", vue, "code", str(lecteur.errors[:3]))


def mesurer(
    page: Page, vue: Vue, ou: str, releve: Releve, *, tactile: bool = False, seules: tuple[str, ...] = ()
) -> None:
    page.evaluate(POSEE)
    for regle, elements in page.evaluate(MESURES, {"tactile": tactile, "seules": seules}).items():
        releve.noter(regle, vue, ou, f"{len(elements)} ({' | '.join(elements[:3])})")


def passer(page: Page, vue: Vue, ou: str, releve: Releve) -> None:
    releve.passages += 1
    page.evaluate(POSEE)
    for violation in page.evaluate(AXE, releve.entier)["violations"]:
        cibles = " ; ".join(str(noeud["target"][0]) for noeud in violation["nodes"][:3])
        releve.noter(violation["id"], vue, ou, f"{len(violation['nodes'])} ({cibles})")
