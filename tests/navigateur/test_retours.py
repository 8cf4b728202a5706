"""The same way with its returns, in a real browser: what each actor gets wrong once, is told, and mends.

The centre and its people are there from the beginning: how they come, by their invitations and their codes, is
`test_histoire.py`.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from evaluations.models import Appreciation, Commission
from tests.candidats.classeur import classeur, ligne
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory
from tests.habilitations.factories import HabilitationFactory, creer_membre
from tests.navigateur import actes
from tests.navigateur.scene import Scene, dit
from tests.sessions import entrer

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.partage,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]
INTITULE = "Technicien en industrialisation et en amélioration de procédés"
TROISIEME = ("Solène", "Hascoët", "solene.hascoet@uimm.example")


@pytest.fixture
def depart(horloge_du_mur) -> date:
    return horloge.aujourdhui()


class Ouverte(Scene):
    """A stage on which everybody has come in already."""

    def connecter(self, page: Page, adresse: str) -> None:
        session = entrer(Client(), Utilisateur.objects.get(email=adresse)).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.adresse}])

    connecter_par_code = connecter


@pytest.fixture
def scene(browser: Browser, live_server) -> Scene:
    return Ouverte(browser, live_server.url)


def ouvrir_les_comptes(depart: date) -> None:
    creer_personne(Role.AGENT, email=actes.AGENT)
    acte = HabilitationFactory(date_effet=depart - timedelta(days=60), date_fin=depart + timedelta(days=1400))
    creer_membre(acte.organisme, email=actes.OF)
    for prenom, nom, adresse in actes.EVALUATEURS:
        personne = creer_personne(Role.EVALUATEUR, prenom=prenom, nom=nom, email=adresse)
        EvaluateurFactory(utilisateur=personne, entreprise_nom=f"Atelier {nom}")


def envoyer_le_classeur(page: Page, fichier: Path) -> None:
    page.locator("input[type=file]").set_input_files(fichier)
    page.get_by_role("button", name="Lire le classeur").click()


def inscrire_par_classeur(scene: Scene, depart: date, dossier: Path) -> Inscription:
    """A workbook that is not one, then a workbook of two lines, one of them wrong; the good one becomes a draft."""
    commun = {
        "referentiel_id": INTITULE,
        "entree_formation": depart - timedelta(days=5),
        "fin_formation": depart + timedelta(days=200),
        "date_evaluation_prevue": depart + timedelta(days=180),
        "formateurs": "Anne Prigent <anne.prigent@forges.example>",
    }
    bon, faux = ligne(**commun), ligne(**commun, nom_naissance="Martin", sexe="X")
    (dossier / "faux.xlsx").write_bytes(b"Nom;Date\n")
    (dossier / "candidats.xlsx").write_bytes(classeur(bon, faux))
    with scene.page() as page:
        scene.connecter(page, actes.OF)
        page.goto(scene.adresse + "/inscriptions/importer/")
        envoyer_le_classeur(page, dossier / "faux.xlsx")
        dit(page, "n’est pas d’un type attendu")
        envoyer_le_classeur(page, dossier / "candidats.xlsx")
        expect(page.locator("tr", has_text="Sexe").filter(has_text="3")).to_have_count(1)
        page.get_by_role("button", name="Enregistrer la bonne ligne").click()
        return Inscription.objects.get(etat=EtatInscription.BROUILLON)


def deposer(scene: Scene, inscription: Inscription, piece: Path) -> None:
    with scene.page() as page:
        scene.connecter(page, actes.OF)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/modifier/")
        page.locator("[name=piece_type]").select_option("carte")
        page.locator("[name=piece_identite]").set_input_files(piece)
        page.get_by_role("button", name="Déposer l’inscription").click()
        expect(page.locator("h1")).to_contain_text("ŒUVRÉ-ÇELIK")


def renvoyer(scene: Scene, adresse: str, motif: str, bouton: str) -> None:
    """The agent returns something with a reason; without one, nothing leaves."""
    with scene.page() as page:
        scene.connecter(page, actes.AGENT)
        page.goto(scene.adresse + adresse)
        page.locator("[name=motif]").fill("   ")
        page.get_by_role("button", name=bouton).click()
        expect(page.locator(".invalid-feedback")).to_have_count(1)
        page.locator("[name=motif]").fill(motif)
        page.get_by_role("button", name=bouton).click()
        dit(page, "prévenu")


def lire_le_motif(scene: Scene, inscription: Inscription, motif: str) -> None:
    with scene.page() as page:
        scene.connecter(page, actes.OF)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/")
        dit(page, motif)


def accepter(scene: Scene, inscription: Inscription) -> None:
    with scene.page() as page:
        scene.connecter(page, actes.AGENT)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/identite/")
        page.get_by_label("Nom, prénoms, date et lieu").check()
        page.get_by_role("button", name="Identité vérifiée").click()
        page.get_by_role("button", name="Accepter l’inscription").click()
        dit(page, "est acceptée ; l’organisme est prévenu")


def planifier_sans_le_formateur(scene: Scene, inscription: Inscription, seance: date) -> None:
    """The candidate's own trainer cannot evaluate: the rule is named, the evaluator replaced."""
    with scene.page() as page:
        scene.connecter(page, actes.AGENT)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/livret/")
        page.get_by_role("button", name="Valider le livret").click()
        page.goto(scene.adresse + "/evaluateurs/inviter/")
        for nom, valeur in zip(("prenom", "nom", "courriel"), TROISIEME, strict=True):
            page.locator(f"[name={nom}]").fill(valeur)
        page.locator("[name=entreprise_nom]").fill("UIMM d’essai")
        page.locator("main button[type=submit]").click()
        page.goto(scene.adresse + "/commissions/nouvelle/")
        page.locator("[name=nature][value=evaluation]").check()
        actes.champ_date(page, "date", seance)
        page.locator("[name=lieu]").fill("Saint-Nazaire")
        page.get_by_label(re.compile("PRIGENT")).check()
        page.get_by_label(re.compile("RIVOAL")).check()
        page.get_by_role("button", name="Planifier la commission").click()
        page.get_by_role("link", name="Choisir").first.click()
        page.get_by_role("button", name="Ajouter à la commission").click()
        expect(page.locator("a[href$=INDEPENDANCE-FORMATEUR]").first).to_be_visible()
        assert Commission.objects.get().passages.count() == 0
        ajout = page.url
        page.goto(f"{scene.adresse}{Commission.objects.get().get_absolute_url()}modifier/")
        page.get_by_label(re.compile("PRIGENT")).uncheck()
        page.get_by_label(re.compile("HASCOËT")).check()
        page.get_by_role("button", name="Enregistrer").click()
        page.goto(ajout)
        page.get_by_role("button", name="Ajouter à la commission").click()
        dit(page, "ŒUVRÉ-ÇELIK")


def evaluer_avec_un_refus(scene: Scene) -> None:
    """On a tablet: « pas maîtrisée » without a word stays on it, and nothing typed is lost."""
    with scene.page(tablette=True) as page:
        scene.connecter(page, actes.EVALUATEURS[1][2])
        page.goto(scene.adresse + "/mes-commissions/")
        actes.declarer_son_independance(page)
        page.get_by_role("link", name="Évaluer").click()
        page.get_by_role("link", name="Compétence 1").first.click()
        page.locator("form[data-saisie] input[name=decision][value=non]").check(force=True)
        dit(page, "Dites en commentaire quel critère n’est pas atteint")
        assert Appreciation.objects.count() == 0
        expect(page.locator("input[name=decision][value=non]")).to_be_checked()
        page.locator("[name=commentaire]").fill("Le temps alloué n’est pas justifié.")
        page.locator(".pas .bouton").last.click()
        expect(page.locator("h1")).to_contain_text("2.")
        expect(page.locator("[data-etat]")).to_have_text("Tout est envoyé")


def test_chacun_se_trompe_une_fois_et_corrige(scene, depart, sources, tmp_path):
    actes.installer_le_centre(sources, depart)
    ouvrir_les_comptes(depart)
    inscription = inscrire_par_classeur(scene, depart, tmp_path)
    piece = actes.photo(tmp_path / "carte.png")
    deposer(scene, inscription, piece)
    fiche, illisible = f"/inscriptions/{inscription.pk}", "La copie de la pièce est illisible."
    renvoyer(scene, f"{fiche}/renvoyer/", illisible, "Renvoyer l’inscription")
    lire_le_motif(scene, inscription, illisible)
    deposer(scene, inscription, piece)
    accepter(scene, inscription)
    horloge.deplacer(20)
    livre, a_revoir = depart + timedelta(days=20), "Revoyez la compétence 4 avec le tuteur."
    actes.deposer_livret(scene, inscription, livre)
    renvoyer(scene, f"{fiche}/livret/renvoyer/", a_revoir, "Renvoyer à l’organisme")
    lire_le_motif(scene, inscription, a_revoir)
    with scene.page() as page:
        scene.connecter(page, actes.OF)
        page.goto(f"{scene.adresse}{fiche}/livret/")
        page.get_by_role("button", name="Déposer le livret").click()
        dit(page, "Le livret de suivi est déposé")
    planifier_sans_le_formateur(scene, inscription, depart + timedelta(days=180))
    horloge.deplacer(180)
    evaluer_avec_un_refus(scene)
    inscription.refresh_from_db()
    ligne_refusee = Appreciation.objects.get()
    assert (inscription.etat, inscription.livret.etat) == (EtatInscription.ACCEPTEE, EtatLivret.VALIDE)
    assert (ligne_refusee.maitrisee, ligne_refusee.commentaire) == (False, "Le temps alloué n’est pas justifié.")
    assert Inscription.objects.count() == 1
    assert scene.plaintes == []
