"""S8: no violation of the policy in a real Chromium, on the pages of the portal, its administration, its refusals.

A seeded draw of the addresses in the suite; PARCOURS_ENTIERS=1 (`dev.py epreuves parcours`) opens every one.
"""

import random

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, Response

from tests.architecture.droits import ANONYME, TUTEUR, adresses_de_l_administration, lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde
from tests.environnement import PARCOURS_ENTIERS
from tests.navigateur.scene import BUREAU

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1500)]
TIRAGE, GRAINE = 25, 8
QUI_LIT = ("responsable", "agent", "auditeur", "admin", "of", "evaluateur", "president", "jure", ANONYME, TUTEUR)
ECOUTE = """
addEventListener('securitypolicyviolation', e => console.error(`VIOLATION ${e.violatedDirective} ${e.blockedURI}`))
"""
HORS = {"account_logout", "agenda_flux", "tablette_service"}
"""It ends the session; they are no pages."""


class Temoin:
    """A browser that says what the policy stopped."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self.adresse, self.violations, self.vues = page, adresse, [], 0
        page.add_init_script(ECOUTE)
        page.on("console", lambda m: self._noter(m.text))

    def _noter(self, texte: str) -> None:
        if "VIOLATION" in texte or "Content Security Policy" in texte:
            self.violations.append(f"{self.page.url} : {texte}")

    def entrer(self, session: str) -> None:
        self.page.context.clear_cookies()
        if session:
            self.page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.adresse}])

    def ouvrir(self, chemin: str) -> Response | None:
        reponse = self.page.goto(self.adresse + chemin, wait_until="load")
        self.vues += 1
        return reponse


@pytest.fixture
def temoin(browser, live_server):
    contexte = browser.new_context(viewport=BUREAU, locale="fr-FR")
    yield Temoin(contexte.new_page(), live_server.url)
    contexte.close()


def session_de(monde, role: str) -> str:
    cookie = monde.clients[role].cookies.get("sessionid")
    return cookie.value if cookie else ""


def pages(monde) -> dict[str, list[str]]:
    """Role -> the addresses that it is the first to be shown."""
    routes, par_role = noms_des_adresses(), {}
    for nom, ligne in lire_table().items():
        if ligne["methode"] != "GET" or nom in HORS or nom not in routes:
            continue
        role = next((r for r in QUI_LIT if ligne["attendus"][r] == 200), None)
        if role is not None:
            par_role.setdefault(role, []).append(monde.adresse(nom, routes[nom], ligne["objet"], role))
    return par_role


def test_aucune_page_n_enfreint_sa_politique(temoin):
    monde = creer_monde()
    tirage = random.Random(GRAINE)  # noqa: S311  # a draw, no secret
    par_role = pages(monde)
    assert sum(map(len, par_role.values())) > 200
    for role, toutes in par_role.items():
        temoin.entrer(session_de(monde, role))
        part = max(1, TIRAGE * len(toutes) // 250)
        for chemin in toutes if PARCOURS_ENTIERS else tirage.sample(toutes, min(len(toutes), part)):
            reponse = monde.clients[role].get(chemin)
            if "attachment" in reponse.headers.get("Content-Disposition", "") or not reponse.headers[
                "Content-Type"
            ].startswith("text/html"):
                continue  # a file, saved and never shown
            temoin.ouvrir(chemin)
    temoin.entrer(session_de(monde, "admin"))
    administration = adresses_de_l_administration()
    for chemin in administration if PARCOURS_ENTIERS else tirage.sample(administration, 3):
        temoin.ouvrir(chemin)
    print(f"{temoin.vues} pages ouvertes, {len(temoin.violations)} violation(s)")  # noqa: T201  # the figure asked for
    assert temoin.violations == []
    assert temoin.vues > (200 if PARCOURS_ENTIERS else 20)


def test_les_refus_non_plus(temoin, settings, monkeypatch):
    """403, 404 and 500 in the browser, which cannot be brought to a 400 nor a 405: tests/commun/test_entetes.py."""
    monde = creer_monde()
    settings.DEBUG = False
    temoin.entrer(session_de(monde, "agent"))
    vus = [
        temoin.ouvrir(chemin).status for chemin in ("/equipe/", "/rien/a/cette/adresse/", "/equipe/facteurs-perdus/")
    ]
    monkeypatch.setattr("certif_portal.comptes.sessions.sessions_de", lambda compte, a: 1 / 0)
    vus.append(temoin.ouvrir("/compte/sessions/").status)
    assert (vus, temoin.violations) == ([403, 404, 403, 500], [])


def test_une_page_qui_l_enfreint_se_verrait(temoin, monkeypatch):
    """Negative control: a style and a script in a page of ours."""
    page = "<!doctype html><title>x</title><p style='color:red'>x</p><script>1</script>"
    monkeypatch.setattr("certif_portal.commun.pannes.server_error", lambda request: HttpResponse(page, status=500))
    monde = creer_monde()
    temoin.entrer(session_de(monde, "agent"))
    monkeypatch.setattr("certif_portal.comptes.sessions.sessions_de", lambda compte, a: 1 / 0)
    temoin.ouvrir("/compte/sessions/")
    assert len(temoin.violations) >= 2
