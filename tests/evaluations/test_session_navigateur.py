"""The forms of an evaluator: whatever fails, what is typed is there, and is forgotten once received.

The portal stopped, the session ended (all cookies gone too), the page left and opened again, somebody else on the
tablet.
"""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import Page, expect

from certif_portal.commun import horloge
from certif_portal.comptes.models import SessionOuverte
from evaluations.models import ValidationVAE
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, creer_commission, declarer_recevable, planifier, remplir
from tests.navigateur.scene import MOT_DE_PASSE

ETAT = "[data-retenir-etat]"
GARDEES = """async () => {
  const fini = (requete) => new Promise((fait) => (requete.onsuccess = () => fait(requete.result)));
  const base = await fini(indexedDB.open("portail-tablette"));
  const lues = await fini(base.transaction("lignes").objectStore("lignes").getAll());
  base.close();
  const gardees = lues.filter(({ ligne }) => ligne.startsWith("formulaire/"));
  return gardees.map(({ scelle }) => Object.keys(scelle).sort().join());
}"""
"""What the device keeps of forms: the names of what is kept of each, never the text."""


@pytest.fixture
def ecrans(transactional_db):
    """Who evaluate, and the screens where they write: address, what opens the field, its name, its button."""
    evaluateur, autre = EvaluateurFactory(), EvaluateurFactory()
    evaluateur.utilisateur.set_password(MOT_DE_PASSE)
    evaluateur.utilisateur.save()
    compte = evaluateur.utilisateur
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    commission = creer_commission(evaluateur, autre, vae=True, date=horloge.aujourdhui())
    validee = planifier(inscription, commission=commission).inscription.grille
    remplir(validee.inscription.passages.get(), a=horloge.maintenant())
    attendue = planifier(InscriptionFactory(), evaluateur, autre, date=horloge.aujourdhui())
    lien = f"precision_{attendue.pk}"
    return (evaluateur.utilisateur, autre.utilisateur), [
        (reverse("independance_seance", args=[attendue.commission_id]), "J’ai un lien", lien, "Déclarer"),
        (reverse("grille_validation", args=[validee.pk]), "", "entretien", "Enregistrer"),
        (reverse("grille_signer", args=[validee.pk]), "Signer sans tracer", "sans_trace", "Signer"),
    ]


def texte(champ: str) -> str:
    return f"Écrit avant la coupure, {champ}"


def ecrire(page: Page, adresse: str, ouvrir: str, champ: str, bouton: str) -> None:
    """Open the screen, type, and no more."""
    page.goto(adresse)
    expect(page.locator(ETAT)).to_have_count(1)
    if ouvrir:
        page.locator("summary", has_text=ouvrir).click()
    if champ == "sans_trace":
        page.locator("[name=relu]").check()
    if champ.startswith("precision"):
        page.locator("label.non").click()
    page.locator(f"[name={champ}]").fill(texte(champ))


def envoyer(page: Page, bouton: str) -> None:
    page.get_by_role("button", name=bouton, exact=True).last.click()


def se_reconnecter(page: Page, adresse: str) -> None:
    page.locator("[name=login]").fill(adresse)
    page.locator("[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.locator("[name=password]")).to_have_count(0)


@pytest.mark.navigateur
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cookies", [False, True], ids=["session", "tous-les-cookies"])
def test_ce_qui_est_ecrit_revient_apres_la_connexion(page, live_server, ecrans, cookies):
    (utilisateur, _), pages = ecrans
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(live_server.url + "/compte/login/")
    se_reconnecter(page, utilisateur.email)
    for adresse, ouvrir, champ, bouton in pages:
        ecrire(page, live_server.url + adresse, ouvrir, champ, bouton)
        SessionOuverte.objects.all().delete()
        if cookies:
            page.context.clear_cookies()
        envoyer(page, bouton)
        se_reconnecter(page, utilisateur.email)
        expect(page.locator(f"[name={champ}]")).to_have_value(texte(champ))


@pytest.mark.navigateur
@pytest.mark.django_db(transaction=True)
def test_le_portail_arrete_rien_ne_se_perd_sur_aucun_ecran(page, pont, ecrans, connecte):
    """The network is really cut: the page stays, and what it held is there again after a reload; then it is sent."""
    (utilisateur, _), pages = ecrans
    session = connecte(utilisateur).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": pont.adresse}])
    for adresse, ouvrir, champ, bouton in pages:
        ecrire(page, pont.adresse + adresse, ouvrir, champ, bouton)
        pont.couper()
        envoyer(page, bouton)
        expect(page.locator(ETAT)).to_contain_text("Le portail ne répond pas")
        expect(page.locator(f"[name={champ}]")).to_have_value(texte(champ))
        assert page.url == pont.adresse + adresse
        pont.rouvrir()
        page.goto(pont.adresse + "/static/favicon.svg")  # gone elsewhere, as after a browser that was closed
        page.goto(pont.adresse + adresse)
        expect(page.locator(ETAT)).to_contain_text("pas encore envoyé")
        expect(page.locator(f"[name={champ}]")).to_have_value(texte(champ))
        expect(page.locator(f"[name={champ}]")).to_be_visible()  # what held it is open
        page.wait_for_function(f"() => ({GARDEES})().then((gardees) => gardees.join(' ') === 'iv,octets')")
        if champ == "sans_trace":
            expect(page.locator("[name=relu]")).not_to_be_checked()  # read again is said again
            page.locator("[name=relu]").check()
        envoyer(page, bouton)
        expect(page.locator("[data-recu]").first).to_be_attached()
        page.wait_for_function(f"() => ({GARDEES})().then((gardees) => gardees.length === 0)")
    assert ValidationVAE.objects.get().entretien == texte("entretien")


@pytest.mark.navigateur
@pytest.mark.django_db(transaction=True)
def test_un_texte_garde_n_ecrase_pas_un_collegue_et_ne_se_montre_pas_a_lui(page, pont, ecrans, connecte):
    """Another account on the tablet sees nothing of it; what a colleague noted meanwhile is shown before it changes."""
    (utilisateur, collegue), (_, (adresse, _, champ, bouton), _) = ecrans

    def ouvrir(personne) -> None:
        session = connecte(personne).cookies["sessionid"].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": pont.adresse}])
        page.goto(pont.adresse + adresse)
        expect(page.locator(ETAT)).to_have_count(1)

    ouvrir(utilisateur)
    page.locator(f"[name={champ}]").fill(texte(champ))
    page.wait_for_function(f"() => ({GARDEES})().then((gardees) => gardees.length === 1)")
    ouvrir(collegue)
    page.wait_for_timeout(500)  # long enough to be given back
    expect(page.locator(f"[name={champ}]")).to_have_value("")
    page.locator(f"[name={champ}]").fill("Noté par le collègue")
    envoyer(page, bouton)
    expect(page.get_by_text("L’entretien est noté.")).to_be_visible()
    ouvrir(utilisateur)
    expect(page.locator(f"[name={champ}]")).to_have_value(texte(champ))
    envoyer(page, bouton)
    expect(page.locator(".resume-erreurs")).to_contain_text("Noté par le collègue")
    expect(page.locator(f"[name={champ}]")).to_have_value(texte(champ))
    assert ValidationVAE.objects.get().entretien == "Noté par le collègue"
    envoyer(page, bouton)  # having read it
    expect(page.get_by_text("L’entretien est noté.")).to_be_visible()
    assert ValidationVAE.objects.get().entretien == texte(champ)
