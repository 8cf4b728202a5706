"""What each actor does around one day of evaluation, from the pool to the sealed grids and the émargement."""

import re
from datetime import date
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from candidats.models import Inscription
from evaluations.models import Appreciation, Commission, Passage
from tests.evaluations.tablette import HORS_RESEAU, Tablette, temoin
from tests.navigateur.actes import champ_date, signer
from tests.navigateur.relais import attendre
from tests.navigateur.scene import Scene, dit


def planifier_et_inviter(page: Page, adresse: str, jour: date) -> Commission:
    """The staff plan the sitting, and invite whom the portal proposes."""
    page.goto(adresse + reverse("commission_creer"))
    page.locator("[name=nature][value=evaluation]").check()
    champ_date(page, "date", jour)
    page.locator("[name=heure]").fill("08:30")
    page.locator("[name=lieu]").fill("Ateliers Maëlström, Saint-Nazaire")
    page.get_by_role("button", name="Planifier la commission").click()
    dit(page, "La commission est planifiée.")
    commission = Commission.objects.get()
    page.goto(adresse + commission.get_absolute_url())
    page.get_by_role("link", name="Inviter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inviter des évaluateurs")
    for case in page.locator("[name=evaluateurs]").all():
        case.check()
    page.get_by_role("button", name="Envoyer les invitations").click()
    dit(page, "évaluateurs sont invités")
    return commission


def accepter(scene: Scene, *adresses: str) -> None:
    """Each follows the link of the mail and says yes, logged in to nothing."""
    for adresse in adresses:
        with scene.page(tablette=True) as page:
            page.goto(scene.lien_recu(adresse, "/sieger/"))
            page.get_by_label("Je siège").check()
            page.get_by_role("button", name="Envoyer ma réponse").click()
            dit(page, "Merci")


def convoquer(page: Page, adresse: str, commission: Commission, candidats: int) -> None:
    """Each candidate gets a turn, then all their convocation; the papers of the day are made."""
    for _ in range(candidats):
        page.goto(adresse + reverse("passage_ajouter", args=[commission.pk]))
        page.get_by_role("link", name="Choisir").first.click()
        page.get_by_role("button", name="Ajouter à la commission").click()
        page.wait_for_url(f"{adresse}{commission.get_absolute_url()}")
    page.get_by_role("button", name="Convoquer").click()
    dit(page, "convoqué")
    page.get_by_role("button", name="Éditer la feuille d’émargement").click()
    expect(page.get_by_role("link", name="Feuille à signer")).to_be_visible()


def se_preparer(tablette: Tablette, candidats: int) -> None:
    """At the office: independence towards each, then the tablet checks itself."""
    page = tablette.aller(reverse("mes_commissions"))
    page.get_by_role("link", name="Déclarer mon indépendance").click()
    page.get_by_role("button", name="Aucun lien avec ").click()
    dit(page, "Vos déclarations sont enregistrées.")
    tablette.preparer()
    expect(page.get_by_text(f"{candidats} grilles sur la tablette")).to_be_visible()


def pointer_tout_le_monde(page: Page, adresse: str, commission: Commission, attendus: int) -> None:
    page.goto(adresse + reverse("commission_jour", args=[commission.pk]))
    for _ in range(attendus):
        page.get_by_role("button", name="Arrivé :").first.click()
        dit(page, "Arrivée notée.")


def choisir(page: Page, valeur: str) -> None:
    """As a finger does, on the tablet's own form."""
    page.locator(f"form[data-saisie] .choix label.{valeur}").click()
    expect(page.locator(f"form[data-saisie] input[name=decision][value={valeur}]")).to_be_checked()


def evaluer(tablette: Tablette, passage: Passage, *, refusees: tuple[int, ...] = (), coupe: bool) -> None:
    """The common result of every competence, one page after the other; those of `refusees` are commented."""
    tablette.ouvrir(passage, 0, "commun")
    page, total = tablette.page, passage.competences.count()
    for numero in range(1, total + 1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{numero}.")
        choisir(page, "non" if numero in refusees else "oui")
        if numero in refusees:
            page.get_by_role("button", name="Citer les critères non cochés").click()
        if coupe:
            expect(temoin(page)).to_have_text(HORS_RESEAU)
        page.locator(".pas .bouton").last.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(f"{total}.")


def envoyer(tablette: Tablette) -> None:
    """The network is back: everything leaves."""
    page = tablette.aller(reverse("mes_commissions"))
    expect(temoin(page)).to_have_text("Tout est envoyé")


def se_contredire(premiere: Tablette, seconde: Tablette, passage: Passage) -> None:
    """Both judge the same competence without seeing one another: both values are shown, then settled together."""
    for tablette in (premiere, seconde):
        tablette.ouvrir(passage, 0, "commun")
        tablette.pont.couper()
    premiere.page.locator("#commentaire").fill("La méthode n’est pas justifiée, vue sur le poste")
    expect(temoin(premiere.page)).to_have_text(HORS_RESEAU)
    choisir(seconde.page, "oui")
    seconde.page.locator("#commentaire").fill("La gamme est bonne")
    expect(temoin(seconde.page)).to_have_text(HORS_RESEAU)
    for tablette in (premiere, seconde):
        tablette.pont.rouvrir()
        tablette.page.get_by_role("button", name="Envoyer maintenant").click()
        expect(temoin(tablette.page)).to_have_text("Tout est envoyé")
    expect(seconde.page.get_by_role("heading", name="Deux appréciations différentes")).to_be_visible()
    premiere.ouvrir(passage, 0, "commun")
    expect(premiere.page.get_by_role("heading", name="Deux appréciations différentes")).to_be_visible()
    premiere.aller(reverse("grille_signer", args=[passage.inscription.grille.pk]))
    dit(premiere.page, "Vous n’êtes pas d’accord")
    seconde.page.locator("section.carte", has_text="vue sur le poste").get_by_role("button").click()
    expect(seconde.page.get_by_role("heading", name="Deux appréciations différentes")).to_have_count(0)
    attendre(lambda: not Appreciation.objects.filter(tranchable__gt=0).exists())


def signer_tout(tablette: Tablette, passages: list[Passage]) -> None:
    for passage in passages:
        page = tablette.aller(reverse("grille_signer", args=[passage.inscription.grille.pk]))
        expect(page.locator("main")).to_contain_text("J’ai relu cette grille")
        signer(page)
        expect(page.locator("[data-recu]")).to_contain_text(
            re.compile("signature est enregistrée|la grille est scellée")
        )


def cloturer(page: Page, adresse: str, commission: Commission, scan: Path, inscriptions: list[Inscription]) -> None:
    """The staff see the day finished, deposit the signed émargement, and read a sealed grid."""
    page.goto(adresse + reverse("commission_jour", args=[commission.pk]))
    expect(page.locator("#jour-resume")).to_contain_text(f"{len(inscriptions)} scellées")
    page.goto(adresse + reverse("emargement_commission_deposer", args=[commission.pk]))
    page.locator("input[type=file]").set_input_files(scan)
    page.get_by_role("button", name="Déposer la feuille signée").click()
    dit(page, "signé et déposé")
    for inscription in inscriptions:
        page.goto(adresse + inscription.grille.get_absolute_url())
        dit(page, "Scellée")
