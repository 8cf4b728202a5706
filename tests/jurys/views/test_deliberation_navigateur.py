"""The deliberation in a real browser: how many clicks for a class, and the keyboard alone on the wall.

`dev.py epreuves deliberation` plays the first with 300 candidates (DELIBERATION_CANDIDATS): a click for each refused or
reserved, and as many as here for all the others together.
"""

import os
import sys
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from certif_portal.comptes.choix import Role
from jurys.choix import EtatJury
from tests.comptes.factories import creer_personne
from tests.jurys.factories import commission_emargee, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.navigateur.scene import Scene, dit
from tests.referentiels.factories import creer_referentiel

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(3600 if "DELIBERATION_CANDIDATS" in os.environ else 600),
]
CANDIDATS = int(os.environ.get("DELIBERATION_CANDIDATS", "14"))
REFUSES, RESERVES, CLICS = CANDIDATS * 11 // 63, CANDIDATS * 5 // 63, 14
ECOUTER = "addEventListener('click', e => e.isTrusted && compterUnClic(), true)"


def deliberation(nombre: int, refuses: int, reserves: int):
    """An open jury, and the responsable who keeps its record."""
    responsable = creer_personne(Role.RESPONSABLE)
    referentiel, commission = creer_referentiel(), commission_emargee()
    jury = creer_jury_compose(numero="2026-4", avec_compte=False)
    commun = {"referentiel": referentiel, "commission": commission}
    dossiers = [dossier_pret(**commun, non_maitrisees=(3,)) for _ in range(refuses)]
    dossiers += [dossier_pret(**commun, reserve=True, avis="Encore peu d’autonomie.") for _ in range(reserves)]
    dossiers += [dossier_pret(**commun) for _ in range(nombre - refuses - reserves)]
    presenter(jury, *dossiers, par=responsable)
    ouvrir(jury, par=responsable)
    jury.refresh_from_db()
    return jury, responsable


def decisions(jury) -> list[str]:
    return sorted(jury.presentations.values_list("decision", flat=True))


def test_la_deliberation_tient_en_peu_de_clics(browser: Browser, live_server, horloge_au, connecte):
    horloge_au(date(2026, 12, 8))
    (jury, responsable), clics = deliberation(CANDIDATS, REFUSES, RESERVES), []
    scene = Scene(browser, live_server.url)
    with scene.page() as page:
        session = connecte(responsable).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": scene.adresse}])
        page.expose_binding("compterUnClic", lambda _: clics.append(page.url))
        page.add_init_script(ECOUTER)
        page.goto(f"{scene.adresse}{jury.get_absolute_url()}deliberation/")
        page.get_by_role("link", name="Constater").click()
        page.get_by_role("button", name="Enregistrer le constat").click()
        dit(page, "Organisation constatée conforme")
        for rang in range(REFUSES + RESERVES):
            titre = page.locator(".panneau h2")
            expect(titre).to_be_focused()
            code = titre.inner_text()
            maitrise = page.locator("tr.choisi .etat.fait").count()
            decision = "A" if maitrise else "NA"
            page.locator("tr.choisi").get_by_role("button", name=f"{decision}, {code}", exact=True).click()
            dit(page, f"{code} : {decision}.")
            dit(page, f"{rang + 1} sur {CANDIDATS}")
        page.get_by_role("link", name=f"confirmer les {CANDIDATS - REFUSES - RESERVES} sans observation").click()
        page.get_by_role("button", name="Déclarer admis").click()
        page.get_by_role("link", name="Clore la délibération").click()
        page.locator("main form button[type=submit]").first.click(
            timeout=1_200_000
        )  # the papers are made in the request here
        dit(page, "Après le jury")
    jury.refresh_from_db()
    assert jury.etat == EtatJury.CLOS
    assert decisions(jury) == ["A"] * (CANDIDATS - REFUSES) + ["NA"] * REFUSES
    assert scene.plaintes == []
    sys.stdout.write(f"{CANDIDATS} candidats : {len(clics)} clics\n")
    assert len(clics) <= REFUSES + RESERVES + CLICS, "\n".join(clics)


def presser(page: Page, quoi: Locator) -> None:
    """Reached by the tabulation alone, then opened: nothing gives it the focus."""
    quoi.wait_for()
    for _ in range(200):
        if quoi.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(quoi).to_be_focused()
    page.keyboard.press("Enter")


def test_de_l_ouverture_a_la_cloture_le_clavier_suffit(browser: Browser, live_server, horloge_au, connecte):
    """The page of the deliberation, without a pointer: conformity found, a refusal, a departure from the commission and
    its reason, everybody else together, closed."""
    horloge_au(date(2026, 12, 8))
    (jury, responsable), pointes = deliberation(4, 1, 1), []
    scene = Scene(browser, live_server.url)
    with scene.page() as page:
        session = connecte(responsable).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": scene.adresse}])
        page.expose_binding("compterUnClic", lambda _: pointes.append(page.url))
        page.add_init_script("addEventListener('pointerdown', () => compterUnClic(), true)")
        page.goto(f"{scene.adresse}{jury.get_absolute_url()}deliberation/")
        presser(page, page.get_by_role("link", name="Constater"))
        presser(page, page.get_by_role("button", name="Enregistrer le constat"))
        dit(page, "Organisation constatée conforme")
        for rang in range(2):
            titre = page.locator(".panneau h2")
            expect(titre).to_be_focused()
            code, maitrise = titre.inner_text(), page.locator("tr.choisi .etat.fait").count()
            decision = "A" if maitrise else "NA"
            presser(page, page.locator("tr.choisi").get_by_role("button", name=f"{decision}, {code}", exact=True))
            dit(page, f"{rang + 1} sur 4")
        presser(page, page.get_by_role("link", name="confirmer les 2 sans observation"))
        presser(page, page.get_by_role("button", name="Déclarer admis"))
        presser(page, page.get_by_role("link", name="Clore la délibération"))
        presser(page, page.locator("main form button[type=submit]").first)
        page.get_by_text("Après le jury").first.wait_for(timeout=240_000)  # the papers are made in the request here
    jury.refresh_from_db()
    assert (jury.etat, decisions(jury), pointes, scene.plaintes) == (EtatJury.CLOS, ["A", "A", "A", "NA"], [], [])


def test_au_mur_le_clavier_suffit(browser: Browser, live_server, horloge_au, connecte):
    """Refused without a reason: said, the field has the focus; mended; then the next, the tiles, and everybody else."""
    horloge_au(date(2026, 12, 8))
    (jury, responsable), clics = deliberation(4, 1, 1), []
    scene = Scene(browser, live_server.url)
    with scene.page() as page:
        session = connecte(responsable).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": scene.adresse}])
        page.expose_binding("compterUnClic", lambda _: clics.append(page.url))
        page.goto(f"{scene.adresse}{jury.get_absolute_url()}deliberation/projection/")
        page.add_init_script("addEventListener('pointerdown', () => compterUnClic(), true)")
        refuse = next(p.code for p in jury.presentations.defer(None) if "pas justifiée" in str(p.synthese))
        titre = page.locator(".panneau h2")
        if titre.inner_text() != refuse:
            page.keyboard.press("ArrowRight")
        expect(titre).to_have_text(refuse)
        page.keyboard.press("Alt+a")
        expect(page.get_by_role("alert")).to_contain_text("un motif est attendu")
        expect(page.locator("#motif")).to_be_focused()
        page.keyboard.type("Preuves produites en séance.")
        page.keyboard.press("Alt+a")
        dit(page, f"{refuse} : A.")
        expect(titre).to_be_focused()
        expect(titre).not_to_have_text(refuse)
        page.keyboard.press("Alt+a")
        dit(page, "2 sur 4 décidés")
        page.keyboard.press("Alt+v")
        presser(page, page.get_by_role("link", name="Confirmer ensemble"))
        presser(page, page.get_by_role("button", name="Déclarer admis : 2 décisions"))
        dit(page, "4 sur 4 décidés")
        page.keyboard.press("Escape")
        expect(page).to_have_url(f"{scene.adresse}{jury.get_absolute_url()}deliberation/?code={jury_premier(page)}")
    assert (decisions(jury), clics, scene.plaintes) == (["A"] * 4, [], [])


def jury_premier(page) -> str:
    """The candidate that the deliberation shows on the way back."""
    return page.locator(".panneau h2").inner_text()
