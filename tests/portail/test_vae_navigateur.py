"""In a real browser: the livret 2 deposited by its OF, somebody who did not come noted by the agent, acquis taken
over."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from candidats.choix import DecisionRecevabilite, EtatInscription
from candidats.models import Acquis, Incident, Inscription, RecevabiliteVAE
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from evaluations.services.commission import ajouter_passage
from tests.candidats.factories import InscriptionFactory, image_png
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory, creer_commission, declarer_recevable, valider_livret
from tests.habilitations.factories import creer_membre, creer_organisme_habilite

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
LARGEUR = 820


@pytest.fixture
def ouvrir(transactional_db, connecte, live_server, context: BrowserContext):
    """`ouvrir(personne, adresse)`: that page, as that person, on a tablet."""

    def page_de(personne, adresse: str) -> Page:
        session = connecte(personne).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_viewport_size({"width": LARGEUR, "height": 1180})
        page.goto(live_server.url + adresse)
        return page

    return page_de


def accessible_et_a_la_largeur(page: Page) -> None:
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= LARGEUR


def test_l_organisme_depose_le_livret_2(ouvrir):
    organisme = creer_organisme_habilite()
    inscription = InscriptionFactory(organisme=organisme, vae=True)
    recevabilite = declarer_recevable(inscription)
    recevabilite.livret2_le = None
    recevabilite.save()
    page = ouvrir(creer_membre(organisme), f"/inscriptions/{inscription.pk}/")
    page.get_by_role("link", name="Livret 2", exact=True).first.click()
    accessible_et_a_la_largeur(page)
    page.get_by_label("Livret 2").set_input_files(
        {"name": "preuves.png", "mimeType": "image/png", "buffer": image_png()}
    )
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("la commission de validation peut se tenir")).to_be_visible()
    lu = RecevabiliteVAE.objects.select_related("livret2").get()
    assert (lu.livret2.nom, lu.livret2_le) == ("preuves.png", horloge.aujourdhui())
    assert lu.decision == DecisionRecevabilite.RECEVABLE


def test_l_agent_note_qui_n_est_pas_venu(ouvrir):
    inscription, evaluateur, agent = InscriptionFactory(), EvaluateurFactory(), creer_personne(Role.AGENT)
    valider_livret(inscription)
    commission = creer_commission(evaluateur, date=horloge.aujourdhui())
    ajouter_passage(commission=commission, inscription=inscription, par=agent, a=horloge.maintenant())
    page = ouvrir(agent, f"/commissions/{commission.pk}/")
    page.get_by_role("link", name="Absent, reporté, retiré").click()
    accessible_et_a_la_largeur(page)
    page.get_by_label("Le candidat n’est pas venu").check()
    page.get_by_label("Motif").fill("Panne de voiture.")
    page.get_by_role("button", name="Enregistrer").click()
    carte = page.locator("section", has=page.get_by_role("heading", name="Absents et reportés"))
    expect(carte).to_contain_text(str(inscription.candidat))
    expect(carte).to_contain_text("Panne de voiture.")
    accessible_et_a_la_largeur(page)
    assert Incident.objects.get().nature == "absence"


def test_l_agent_reprend_ce_qui_est_deja_acquis_depuis_la_file(ouvrir):
    premiere = InscriptionFactory(etat=EtatInscription.NON_ADMISE, decidee_le=horloge.aujourdhui())
    bloc = premiere.referentiel.compositions.get(ordre=1).version_bloc
    Acquis.objects.create(
        candidat=premiere.candidat,
        inscription=premiere,
        rncp=True,
        version_bloc=bloc,
        decision_le=horloge.aujourdhui(),
        expire_le=horloge.aujourdhui(),
    )
    seconde = InscriptionFactory(
        candidat=premiere.candidat, organisme=premiere.organisme, referentiel=premiere.referentiel, acquis_proposes=2
    )
    page = ouvrir(creer_personne(Role.AGENT), "/a-faire/acquis/")
    page.get_by_role("link", name="Choisir").click()
    accessible_et_a_la_largeur(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Ce qui est repris est enregistré")).to_be_visible()
    expect(page.get_by_text("acquise le").first).to_be_visible()
    assert Inscription.objects.get(pk=seconde.pk).acquis_repris == 2
