"""Forty livrets of a class, all alike: filled, deposited then validated in a real browser, clicks counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from candidats.choix import EtatLivret
from candidats.models import Inscription, Livret
from certif_portal.commun import horloge
from jurys.services.suivi import refaire_tout
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
NOMBRE = 40
CLICS_DE_L_ORGANISME, CLICS_DU_CENTRE = 12, 6


class Acteur:
    """Somebody at their screen: every click counts."""

    def __init__(self, navigateur: Browser, adresse: str, session: str) -> None:
        contexte = navigateur.new_context(locale="fr-FR", viewport={"width": 1440, "height": 1000})
        contexte.add_cookies([{"name": "sessionid", "value": session, "url": adresse}])
        self.page: Page = contexte.new_page()
        self.clics = 0
        self.page.goto(adresse)

    def cliquer(self, role: str, nom: str) -> None:
        self.page.get_by_role(role, name=nom).first.click()
        self.clics += 1


@pytest.fixture
def classe(transactional_db, agent):
    organisme, referentiel, le = creer_organisme_habilite(), creer_referentiel(), horloge.aujourdhui()
    inscriptions = [
        InscriptionFactory(
            organisme=organisme,
            referentiel=referentiel,
            candidat=CandidatFactory(),
            acceptee_par=agent,
            tuteur_qualite="Tutrice",
            entree_formation=le - timedelta(days=20),
            fin_formation=le + timedelta(days=220),
            date_evaluation_prevue=le + timedelta(days=200),
        )
        for _ in range(NOMBRE)
    ]
    refaire_tout()
    return inscriptions


def test_quarante_livrets_semblables_se_remplissent_et_se_deposent(live_server, browser, connecte, classe, agent):
    membre = creer_membre(classe[0].organisme, prenom="Gaëlle", nom="Pennec")
    acteur = Acteur(browser, live_server.url, connecte(membre).cookies["sessionid"].value)
    page = acteur.page
    acteur.cliquer("link", f"{NOMBRE} livrets de suivi à déposer")
    acteur.cliquer("link", "Remplir et déposer ensemble")
    acteur.cliquer("button", "Remplir ensemble…")
    acteur.cliquer("checkbox", "Observation en situation de travail")
    page.get_by_label("Situation ou projet prévu").first.fill("Réglage et conduite d’une cellule d’usinage.")
    page.get_by_label("Date de l’accord").fill(horloge.aujourdhui().isoformat())
    acteur.cliquer("button", f"Enregistrer les {NOMBRE} brouillons")
    expect(page.get_by_text(f"{NOMBRE} livrets de suivi sont remplis.")).to_be_visible()
    assert Livret.objects.count() == 0
    acteur.cliquer("button", "Déposer ensemble…")
    expect(page.get_by_text("Laissées de côté")).to_have_count(0)
    acteur.cliquer("button", "Déposer les livrets de suivi")
    expect(page.get_by_text(f"Fait pour {NOMBRE} inscriptions")).to_be_visible()
    assert acteur.clics <= CLICS_DE_L_ORGANISME
    assert [livret.lignes.count() for livret in Livret.objects.filter(etat=EtatLivret.DEPOSE)] == [4] * NOMBRE

    centre = Acteur(browser, live_server.url, connecte(agent).cookies["sessionid"].value)
    centre.page.goto(f"{live_server.url}{reverse('inscription_liste')}")
    centre.cliquer("radio", "toute la liste")
    centre.cliquer("button", "Valider les livrets de suivi…")
    centre.cliquer("button", "Valider les livrets de suivi")
    expect(centre.page.get_by_text(f"Fait pour {NOMBRE} inscriptions")).to_be_visible()
    assert centre.clics <= CLICS_DU_CENTRE
    assert Livret.objects.filter(etat=EtatLivret.VALIDE).count() == NOMBRE
    assert Inscription.objects.filter(avis__isnull=False).count() == NOMBRE
