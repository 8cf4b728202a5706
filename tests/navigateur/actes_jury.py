"""What each actor does around the jury, to the certificate in the OF's hands."""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.navigateur.actes import JURE, NOM, OF, PRENOM, PRESIDENTE, RESPONSABLE, champ_date
from tests.navigateur.scene import Scene, dit, ouvrir_document, texte_du_pdf

ADMETTRE = re.compile(r"^A, J\d+-\d+$")
"""The button names its candidate by the code of the jury."""


def ajouter_membre(page: Page, url: str, **valeurs: str) -> None:
    """Add one member of the jury; a value « oui » ticks a box."""
    page.goto(url)
    page.locator(f"[name=college][value={valeurs.pop('college')}]").check()
    for nom, valeur in valeurs.items():
        champ = page.locator(f"[name={nom}]")
        if valeur == "oui":
            champ.check()
        elif nom == "organisation":
            champ.select_option(label=valeur)
        else:
            champ.fill(valeur)
    page.get_by_role("button", name="Ajouter au jury").click()


def preparer_le_jury(scene: Scene, jour: date) -> str:
    """The responsable composes, asks the unions, convokes, and attaches the candidate; the page of the jury."""
    with scene.page() as page:
        scene.connecter(page, RESPONSABLE)
        page.goto(scene.adresse + "/jurys/nouveau/")
        champ_date(page, "date_jury", jour)
        page.locator("[name=lieu]").fill("Saint-Nazaire")
        page.get_by_role("button", name="Créer le jury").click()
        expect(page.locator("h1")).to_contain_text("Jury paritaire")
        fiche = page.url
        ajouter_membre(
            page,
            f"{fiche}membres/ajouter/",
            college="patronal",
            prenom="Nolwenn",
            nom="Tanguy",
            courriel=PRESIDENTE,
            entreprise="UIMM d’essai",
            qualite="Présidente du jury",
            preside="oui",
            ouvrir_acces="oui",
        )
        ajouter_membre(
            page,
            f"{fiche}membres/ajouter/",
            college="syndical",
            prenom="Paul",
            nom="Ollivier",
            courriel=JURE,
            organisation="FO Métaux",
            entreprise="Chantiers du Ponant",
            ouvrir_acces="oui",
        )
        page.goto(f"{fiche}designations/")
        page.locator("main form button[type=submit]").first.click()
        page.goto(f"{fiche}convoquer/")
        page.locator("main form button[type=submit]").first.click()
        dit(page, "convoqué")
        page.goto(f"{fiche}candidats/")
        page.locator("[name=inscription]").check()
        page.get_by_role("button", name="Rattacher les candidats cochés").click()
        page.goto(fiche)
        dit(page, "O’BRIEN-NGUYỄN")
        return fiche


def deliberer(scene: Scene, fiche: str) -> None:
    """The centre opens, the juror reads anonymously, the president decides, the responsable closes and sends."""
    with scene.page() as page:
        scene.connecter(page, RESPONSABLE)
        page.goto(f"{fiche}commentaires/")
        while (bouton := page.locator("form.relecture:has-text('à relire') button[type=submit]")).count():
            bouton.first.click()
        page.goto(f"{fiche}ouvrir/")
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_role("link", name="Clore la délibération")).to_have_count(0)
        dit(page, "Pourquoi")
    with scene.page() as page:
        scene.connecter(page, JURE)
        page.goto(f"{fiche}deliberation/")
        dit(page, "tout maîtrisé")
        for secret in (NOM, "O’BRIEN", PRENOM, "Maëlström", "Pôle formation", "1996"):
            assert secret not in page.content()
        expect(page.get_by_role("button", name=ADMETTRE)).to_have_count(0)
    with scene.page() as page:
        scene.connecter(page, PRESIDENTE)
        page.goto(f"{fiche}deliberation/")
        page.get_by_role("button", name=ADMETTRE).click()
        dit(page, "unanimité")
    with scene.page() as page:
        scene.connecter(page, RESPONSABLE)
        page.goto(f"{fiche}deliberation/")
        page.get_by_role("link", name="Clore la délibération").click()
        page.locator("main form button[type=submit]").first.click()
        dit(page, "Après le jury")
        page.get_by_role("link", name="Lettres aux candidats et aux entreprises").click()
        page.get_by_role("link", name="Envoyer toutes les lettres").click()
        page.get_by_role("button", name=re.compile(r"^Envoyer \d+ lettre")).click()
        dit(page, "Lettres envoyées")


def signer_et_transmettre(scene: Scene, fiche: str, scan: Path) -> tuple[str, str]:
    """PV and émargement printed, signed, scanned; then the file goes to the GTP. Their texts, as printed."""
    with scene.page() as page:
        scene.connecter(page, RESPONSABLE)
        page.goto(fiche)
        pv = texte_du_pdf(ouvrir_document(page, "Procès-verbal (annexe 14)"))
        emargement = texte_du_pdf(ouvrir_document(page, "Feuille d’émargement (annexe 13)"))
        for _ in range(2):
            page.goto(fiche)
            page.get_by_role("link", name="Déposer", exact=True).first.click()
            page.locator("input[type=file]").set_input_files(scan)
            page.locator("main form button[type=submit]").first.click()
        page.goto(f"{fiche}gtp/")
        page.get_by_role("link", name="Préparer le dossier").click()
        page.get_by_label("Extrait du procès-verbal de la CPREFP").set_input_files(scan)
        page.get_by_role("button", name="Préparer le dossier").click()
        page.get_by_role("link", name="Déposer la lettre signée").first.click()
        page.locator("input[type=file]").set_input_files(scan)
        page.get_by_role("button", name="Déposer la lettre signée").click()
        page.get_by_role("link", name="Enregistrer un envoi").click()
        page.locator("input[type=file]").set_input_files(scan)
        page.get_by_role("button", name="Enregistrer l’envoi").click()
        dit(page, "Transmis, accusé attendu")
    return pv, emargement


def lire_le_certificat(scene: Scene) -> str:
    """The OF opens its candidate's certificate."""
    with scene.page() as page:
        scene.connecter(page, OF)
        page.goto(scene.adresse + "/certificats/")
        scene.photographier(page, "certificats")
        return texte_du_pdf(ouvrir_document(page, "Ouvrir"))
