"""The registration form in a real browser: with its comfort, and without any JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.commun import horloge
from tests.candidats.factories import image_png
from tests.candidats.test_views_inscription import du_jour
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(transactional_db, connecte):
    personne = creer_membre(creer_organisme_habilite(), prenom="Gaëlle", nom="Pennec")
    return connecte(personne).cookies["sessionid"].value


def ouvrir(contexte: BrowserContext, live_server, session: str) -> Page:
    contexte.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = contexte.new_page()
    page.goto(f"{live_server.url}{reverse('inscription_creer')}?referentiel={creer_referentiel().pk}")
    return page


def test_le_formulaire_range_ce_que_la_voie_exclut(live_server, context, session):
    page = ouvrir(context, live_server, session)
    expect(page.get_by_label("Entrée en formation")).to_be_visible()
    expect(page.get_by_label("Dossier de recevabilité reçu le")).to_be_hidden()
    page.get_by_label("Voie d’accès").select_option("vae")
    expect(page.get_by_label("Entrée en formation")).to_be_hidden()
    expect(page.get_by_label("Dossier de recevabilité reçu le")).to_be_visible()
    page.get_by_label("Blocs de compétences seuls").check()
    expect(page.get_by_label("Bloc d’essai 2")).to_be_visible()


def test_ce_qui_est_rempli_reste_a_l_ecran(live_server, context, session):
    """Nothing is sent that the reader does not see."""
    page = ouvrir(context, live_server, session)
    page.get_by_label("Entrée en formation").fill(horloge.aujourdhui().isoformat())
    page.get_by_label("Voie d’accès").select_option("vae")
    expect(page.get_by_label("Entrée en formation")).to_be_visible()


def test_le_formulaire_est_accessible(live_server, context, session):
    page = ouvrir(context, live_server, session)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []


def test_inscrire_et_deposer_sans_javascript(live_server, browser: Browser, session):
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page, donnees = ouvrir(contexte, live_server, session), du_jour()
    textes = {
        "Nom de naissance": donnees.nom_naissance,
        "Prénom": donnees.prenom,
        "Commune de naissance": "Kraków",
        "Date de naissance": "1996-02-29",
        "Entrée en formation": donnees.entree_formation.isoformat(),
        "Fin de la formation": donnees.fin_formation.isoformat(),
        "Formateurs du candidat": "Loïc Salaün",
        "SIRET": donnees.entreprise_siret,
        "Raison sociale": donnees.entreprise_raison_sociale,
        "Code NACE": "2562",
        "Service du candidat": "Méthodes",
        "Supérieur hiérarchique": "Yann Kermarrec",
        "Tuteur": "Anne Prigent",
        "Courriel du tuteur": "anne@exemple.fr",
        "Pays de naissance": "Pologne",
    }
    for libelle, valeur in textes.items():
        page.get_by_label(libelle, exact=True).fill(valeur)
    for champ, valeur in (("sexe", "F"), ("origine", "SL"), ("entreprise_secteur", "M"), ("piece_type", "carte")):
        page.locator(f"#id_{champ}").select_option(valeur)
    for champ in ("adresse", "code_postal", "ville"):
        page.locator(f"#id_entreprise_{champ}").fill("44600")
    page.get_by_label("PDC · ").check()
    page.locator("#id_piece_identite").set_input_files(
        {"name": "carte.png", "mimeType": "image/png", "buffer": image_png()}
    )
    page.get_by_role("button", name="Déposer l’inscription").click()
    expect(page.get_by_text("L’inscription est déposée")).to_be_visible()
    inscription = Inscription.objects.get()
    assert (inscription.etat, inscription.candidat.lieu_naissance) == (EtatInscription.DEPOSEE, "Kraków (Pologne)")
    contexte.close()


COLLER = """([champ, texte]) => {
  const entree = document.querySelector(champ);
  entree.focus();
  entree.select();
  document.execCommand("insertText", false, texte);
}"""


@pytest.mark.parametrize(
    ("champ", "colle", "lu"),
    [
        ("entreprise_siret", "732 829 320 00074", "73282932000074"),
        ("entreprise_siret", "732\u00a0829\u00a0320\u00a000074", "73282932000074"),
        ("departement_naissance", "Loire-Atlantique", "44"),
    ],
)
def test_ce_qui_est_colle_arrive_entier(live_server, context, session, champ, colle, lu):
    """A browser cuts a paste at `maxlength`, in silence: « 732 829 320 00 », « Loi »."""
    page, donnees = ouvrir(context, live_server, session), du_jour()
    page.evaluate(COLLER, [f"#id_{champ}", colle])
    assert page.locator(f"#id_{champ}").input_value() == colle
    page.get_by_label("Nom de naissance").fill(donnees.nom_naissance)
    page.get_by_label("Prénom", exact=True).fill(donnees.prenom)
    page.get_by_label("Date de naissance").fill("1996-02-29")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("Le brouillon est enregistré")).to_be_visible()
    expect(page.locator(f"#id_{champ}")).to_have_value(lu)
