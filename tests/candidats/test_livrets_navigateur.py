"""The livrets of a class, all alike: filled, deposited then validated in a real browser, clicks counted; as many for
the forty of `dev.py epreuves classe` as for the twelve of the suite.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candidats.choix import EtatLivret
from candidats.models import Inscription, Livret
from certif_portal.commun import horloge
from jurys.services.suivi import refaire_tout
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.environnement import CLASSE_ENTIERE
from tests.gestes import ouvrir
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
NOMBRE = 40 if CLASSE_ENTIERE else 12
CLICS_DE_L_ORGANISME, CLICS_DU_CENTRE = 12, 6


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


def test_les_livrets_semblables_se_remplissent_et_se_deposent(live_server, new_context, connecte, classe, agent):
    membre = creer_membre(classe[0].organisme, prenom="Gaëlle", nom="Pennec")
    acteur = ouvrir(new_context, live_server.url, connecte(membre))
    page = acteur.page
    acteur.lien(f"{NOMBRE} livrets de suivi à déposer")
    acteur.lien("Remplir et déposer ensemble")
    acteur.bouton("Remplir ensemble…")
    acteur.cliquer(acteur.page.get_by_role("checkbox", name="Observation en situation de travail").first)
    acteur.taper(page.get_by_label("Situation ou projet prévu").first, "Réglage et conduite d’une cellule d’usinage.")
    page.get_by_label("Date de l’accord").fill(horloge.aujourdhui().isoformat())
    acteur.clics, acteur.touches = acteur.clics + 1, acteur.touches + 8
    acteur.bouton(f"Enregistrer les {NOMBRE} brouillons")
    expect(page.get_by_text(f"{NOMBRE} livrets de suivi sont remplis.")).to_be_visible()
    assert Livret.objects.count() == 0
    acteur.bouton("Déposer ensemble…")
    expect(page.get_by_text("Laissées de côté")).to_have_count(0)
    acteur.bouton("Déposer les livrets de suivi")
    expect(page.get_by_text(f"Fait pour {NOMBRE} inscriptions")).to_be_visible()
    assert acteur.clics <= CLICS_DE_L_ORGANISME
    assert [livret.lignes.count() for livret in Livret.objects.filter(etat=EtatLivret.DEPOSE)] == [4] * NOMBRE

    centre = ouvrir(new_context, live_server.url, connecte(agent), reverse("inscription_liste"))
    centre.cliquer(centre.page.get_by_role("radio", name="toute la liste").first)
    centre.bouton("Valider les livrets de suivi…")
    centre.bouton("Valider les livrets de suivi")
    expect(centre.page.get_by_text(f"Fait pour {NOMBRE} inscriptions")).to_be_visible()
    assert centre.clics <= CLICS_DU_CENTRE
    assert Livret.objects.filter(etat=EtatLivret.VALIDE).count() == NOMBRE
    assert Inscription.objects.filter(avis__isnull=False).count() == NOMBRE
