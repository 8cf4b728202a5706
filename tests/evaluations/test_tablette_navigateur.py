"""What an evaluator types is never lost: network cut, browser killed, session ended, two tablets, somebody else."""

import json
import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from certif_portal.commun import horloge
from certif_portal.comptes.models import SessionOuverte
from evaluations.choix import StatutOperation
from evaluations.models import Appreciation, NoteEvaluateur, OperationRecue
from evaluations.services.secours import lire_fichier_secours
from evaluations.views.tablette import FICHIERS
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import declarer, planifier, remplir, sceller
from tests.evaluations.tablette import HORS_RESEAU, adresse_de, commenter, notes, passage_du_jour, temoin
from tests.navigateur.relais import attendre

SAISIES = int(os.environ.get("TABLETTE_SAISIES", "5"))
REPONSES_PERDUES = int(os.environ.get("TABLETTE_REPONSES_PERDUES", "2"))

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def passage(transactional_db):
    return passage_du_jour()


def lignes_a_ecrire(passage) -> list[tuple]:
    """As many lines as the trial asks, over as many candidates of the sitting as it takes."""
    passages, lignes = [passage], []
    while True:
        for sorte in ("note", "commun"):
            lignes += [(passages[-1], rang, sorte) for rang in range(passages[-1].competences.count())]
        if len(lignes) >= SAISIES:
            return lignes[:SAISIES]
        passages.append(planifier(InscriptionFactory(), commission=passage.commission))
        declarer(passages[-1], a=horloge.maintenant())


def test_reseau_coupe_navigateur_tue_rien_ne_se_perd_et_rien_ne_part_deux_fois(tablettes, passage, pont, connecte):
    lignes = lignes_a_ecrire(passage)
    textes = [f"La méthode {numero} n’est pas tenue" for numero in range(SAISIES)]
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.couper()
    for numero, (ou, rang, sorte) in enumerate(lignes):
        tablette.ouvrir(ou, rang, sorte)  # a whole load, from the shell
        commenter(page, textes[numero])
        expect(temoin(page)).to_have_text(HORS_RESEAU)
    tablette.ouvrir(*lignes[0])  # from the first competence, whatever the number of changes
    page.get_by_role("link", name="Toute la grille").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grille de")
    expect(page.locator("[data-suspens]").first).to_contain_text("sur la tablette")
    page.get_by_role("link", name="Mes commissions").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes commissions")
    tablette.tuer()
    tablette.demarrer()
    premier = passage.commission.membres.order_by("pk").first().evaluateur.utilisateur
    tablette.connecter(connecte(premier).cookies["sessionid"].value)
    page = tablette.ouvrir(*lignes[1])
    expect(page.locator("#commentaire")).to_have_value(textes[1])
    assert OperationRecue.objects.count() == 0
    pont.rouvrir()
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(temoin(page)).to_have_text("Tout est envoyé")
    communs = Appreciation.objects.exclude(commentaire="").values_list("commentaire", flat=True)
    assert sorted([*notes(), *communs]) == sorted(textes)
    assert set(OperationRecue.objects.values_list("statut", flat=True)) == {StatutOperation.APPLIQUEE}


def test_reponse_perdue_apres_l_enregistrement_rien_n_est_ecrit_deux_fois(tablettes, passage, pont):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.etat = "sans_reponse"
    commenter(page, "La cote n’est pas tenue")
    for fois in range(REPONSES_PERDUES):
        attendre(lambda attendues=fois + 1: pont.avalees >= attendues)
        page.locator("#commentaire").fill(f"La cote n’est pas tenue, {fois} fois sur trois")  # while the first waits
        expect(temoin(page)).to_have_text("Hors réseau · 2 saisies sur la tablette")
    pont.rouvrir()
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert notes() == [f"La cote n’est pas tenue, {REPONSES_PERDUES - 1} fois sur trois"]
    assert list(OperationRecue.objects.values_list("statut", flat=True)) == [StatutOperation.APPLIQUEE] * 2


def test_un_portail_captif_n_est_pas_un_accuse_de_reception(tablettes, passage, pont):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.couper()
    pont.etat = "captif"
    commenter(page, "Vu à l’atelier")
    expect(temoin(page)).to_have_text(HORS_RESEAU)
    assert OperationRecue.objects.count() == 0
    pont.rouvrir()
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert notes() == ["Vu à l’atelier"]


def test_deux_tablettes_sur_une_competence_le_desaccord_se_voit_des_deux_cotes(tablettes, passage, pont):
    premiere, seconde = tablettes(0), tablettes(1)
    for tablette in (premiere, seconde):
        tablette.preparer()
        tablette.ouvrir(passage, sorte="commun")
    pont.couper()
    commenter(premiere.page, "La méthode n’est pas justifiée")
    seconde.page.get_by_label("Maîtrisée", exact=False).first.check()
    expect(temoin(seconde.page)).to_have_text(HORS_RESEAU)
    pont.rouvrir()
    for tablette in (premiere, seconde):
        tablette.page.get_by_role("button", name="Envoyer maintenant").click()
        expect(temoin(tablette.page)).to_have_text("Tout est envoyé")
    titre = seconde.page.get_by_role("heading", name="Deux appréciations différentes")
    expect(titre).to_be_visible()
    assert Axe().run(seconde.page).violations_count == 0
    premiere.ouvrir(passage, sorte="commun")
    expect(premiere.page.get_by_role("heading", name="Deux appréciations différentes")).to_be_visible()
    seconde.page.get_by_role("button", name="Rédiger ensemble").click()
    seconde.page.get_by_label("Pas maîtrisée").check()
    seconde.page.locator("#commentaire").fill("D’accord : la méthode n’est pas justifiée")
    attendre(lambda: Appreciation.objects.get().commentaire == "D’accord : la méthode n’est pas justifiée")
    assert (Appreciation.objects.get().en_conflit, Appreciation.objects.get().maitrisee) == (False, False)


def test_grille_scellee_entre_temps_la_saisie_est_gardee_par_le_centre(tablettes, passage, pont):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.couper()
    commenter(page, "Arrivée trop tard")
    sceller(remplir(passage, a=horloge.maintenant()), a=horloge.maintenant())
    pont.rouvrir()
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.get_by_text("Le centre garde cette saisie sans l’appliquer.")).to_be_visible()
    recue = OperationRecue.objects.latest("pk")
    assert recue.statut == StatutOperation.QUARANTAINE
    assert json.loads(recue.corps)["valeur"]["commentaire"] == "Arrivée trop tard"


def test_session_terminee_ou_cookies_perdus_la_saisie_continue(tablettes, passage, pont, connecte):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage, 2)
    SessionOuverte.objects.all().delete()
    tablette.deconnecter()
    commenter(page, "Écrit sans session")
    expect(temoin(page)).to_have_text(re.compile("^Reconnectez-vous pour envoyer · "))
    page.locator("#commentaire").fill("Écrit sans session, puis complété")
    lien = page.get_by_role("link", name="Se reconnecter")
    assert lien.get_attribute("href").endswith("%3Fpour%3Dnote")
    lien.click()
    expect(page.locator("[name=login]")).to_be_visible()
    membre = passage.commission.membres.order_by("pk").first().evaluateur.utilisateur
    tablette.connecter(connecte(membre).cookies["sessionid"].value)
    page = tablette.ouvrir(passage, 2)
    expect(page.locator("#commentaire")).to_have_value("Écrit sans session, puis complété")
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert notes() == ["Écrit sans session, puis complété"]


def test_une_autre_personne_sur_la_tablette_ne_voit_et_n_envoie_rien(tablettes, passage, pont, connecte, tmp_path):
    tablette = tablettes(0)
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.couper()
    commenter(page, "Mot planté d’Anne")
    pont.rouvrir()
    autre = passage.commission.membres.order_by("pk").last().evaluateur.utilisateur
    tablette.deconnecter()
    tablette.connecter(connecte(autre).cookies["sessionid"].value)
    page = tablette.ouvrir(passage)
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert "Mot planté" not in page.content()
    assert NoteEvaluateur.objects.count() == 0
    premiere = passage.commission.membres.order_by("pk").first().evaluateur.utilisateur
    tablette.deconnecter()
    tablette.connecter(connecte(premiere).cookies["sessionid"].value)
    page = tablette.ouvrir(passage)
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert notes() == ["Mot planté d’Anne"]


def test_le_profil_copie_ne_montre_rien_en_clair(tablettes, passage, pont):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.couper()
    commenter(page, "MOTPLANTEENCLAIR")
    page.reload()
    expect(page.locator("#commentaire")).to_have_value("MOTPLANTEENCLAIR")
    tablette.contexte.close()
    nom = passage.inscription.candidat.nom_naissance
    secrets = [b"MOTPLANTEENCLAIR", "MOTPLANTEENCLAIR".encode("utf-16-le"), nom.encode()]
    fichiers = [f for f in tablette.profil.rglob("*") if f.is_file()]
    assert len(fichiers) > 20
    assert [(f.name, s) for f in fichiers for s in secrets if s in f.read_bytes()] == []
    tablette.contexte = None


def test_deux_onglets_et_une_horloge_folle_l_ordre_est_celui_de_la_tablette(tablettes, passage, pont):
    tablette = tablettes()
    tablette.preparer()
    premier = tablette.ouvrir(passage)
    second = tablette.aller(adresse_de(passage, 1), tablette.contexte.new_page())
    pont.couper()
    premier.clock.set_fixed_time("2099-01-01T00:00:00Z")
    commenter(premier, "Écrit d’abord, en 2099")
    premier.clock.set_fixed_time("1970-01-01T00:00:00Z")
    premier.locator("#commentaire").fill("Écrit ensuite, en 1970")
    commenter(second, "Écrit dans l’autre onglet")
    pont.rouvrir()
    second.get_by_role("button", name="Envoyer maintenant").click()
    expect(temoin(second)).to_have_text("Tout est envoyé")
    expect(temoin(premier)).to_have_text("Tout est envoyé")
    assert notes() == ["Écrit dans l’autre onglet", "Écrit ensuite, en 1970"]


def test_l_application_change_de_version_la_file_reste(tablettes, passage, pont, monkeypatch):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    avant = page.evaluate("caches.keys()")
    pont.etat = "sans_reponse"
    commenter(page, "Écrit avant la mise à jour")
    monkeypatch.setattr("evaluations.views.tablette.FICHIERS", (*FICHIERS, "logo.svg"))
    page.reload()
    page.wait_for_function(
        "avant => caches.keys().then((noms) => noms.length === 1 && noms[0] !== avant[0])", arg=avant
    )
    page.reload()
    expect(page.locator("#commentaire")).to_have_value("Écrit avant la mise à jour")
    pont.rouvrir()
    page.evaluate("dispatchEvent(new Event('online'))")  # or by itself, meanwhile
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert notes() == ["Écrit avant la mise à jour"]


def test_se_deconnecter_avec_des_saisies_le_demande(tablettes, passage, pont, connecte):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    pont.etat = "sans_reponse"
    commenter(page, "Pas encore parti")
    tablette.aller(reverse("mes_commissions"))
    page.locator("details.compte summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    dialogue = page.get_by_role("dialog", name=re.compile("sur la tablette, pas encore envoyée"))
    expect(dialogue).to_be_visible()
    assert Axe().run(page).violations_count == 0
    with page.expect_download() as emporte:
        dialogue.get_by_role("button", name="Les emporter dans un fichier").click()
    octets = emporte.value.path().read_bytes()
    assert b"Pas encore parti" not in octets
    expect(dialogue.get_by_role("status")).to_contain_text("seul le centre l’ouvre")
    fichier = lire_fichier_secours(octets)  # what a browser encrypted, opened by the portal
    assert fichier.operations[-1]["valeur"]["commentaire"] == "Pas encore parti"
    assert fichier.auteur == passage.commission.membres.order_by("pk").first().evaluateur.utilisateur
    dialogue.get_by_role("button", name="Les garder ici et me déconnecter").click()
    expect(page.locator("[name=login]")).to_be_visible()
    pont.rouvrir()
    membre = passage.commission.membres.order_by("pk").first().evaluateur.utilisateur
    tablette.connecter(connecte(membre).cookies["sessionid"].value)
    page = tablette.ouvrir(passage)
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert notes() == ["Pas encore parti"]


def test_une_saisie_pese_peu(tablettes, passage, pont):
    tablette = tablettes()
    tablette.preparer()
    page = tablette.ouvrir(passage)
    expect(temoin(page)).to_have_text("Tout est envoyé")
    pont.attendre_le_calme()
    avant = pont.envoye + pont.poids
    page.get_by_label("Pas maîtrisée").check()
    attendre(NoteEvaluateur.objects.exists)
    expect(temoin(page)).to_have_text("Tout est envoyé")
    assert 0 < pont.envoye + pont.poids - avant <= 5 * 1024


def test_apres_la_deconnexion_la_tablette_ne_montre_plus_personne(tablettes, passage, pont):
    """S14: « Précédent », then the page read again without network; the browser keeps the shell and its files."""
    tablette = tablettes()
    tablette.preparer()
    nom = passage.inscription.candidat.nom_naissance
    page = tablette.page
    page.goto(pont.adresse + reverse("mes_commissions"))
    expect(page.locator("body")).to_contain_text(nom, ignore_case=True)  # control: it does show it
    gardees = page.evaluate(
        "caches.keys().then(async (noms) => (await Promise.all(noms.map(async (nom) =>"
        " (await (await caches.open(nom)).keys()).map((r) => new URL(r.url).pathname)))).flat())"
    )
    assert [chemin for chemin in gardees if not chemin.startswith("/static/")] == [reverse("tablette_coquille")]
    page.locator("details.compte summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.locator("[name=login]")).to_be_visible()
    for _ in range(3):
        page.go_back()
        assert nom.casefold() not in page.locator("body").inner_text().casefold()
    pont.couper()
    page.goto(pont.adresse + reverse("mes_commissions"))
    assert nom.casefold() not in page.locator("body").inner_text().casefold()
