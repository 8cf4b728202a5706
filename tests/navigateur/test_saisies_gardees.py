"""The forms of a tutor, an invited evaluator and a president, in a real browser: the portal stopped or the session
ended, what is typed is there, leaves once, and is forgotten once received."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from certif_portal.commun import horloge
from certif_portal.comptes.models import SessionOuverte, Utilisateur
from evaluations.models import AvisEntreprise, InvitationCommission
from evaluations.services.avis import ouvrir_avis
from evaluations.services.invitation import inviter_a_la_commission
from jurys.models import ConstatConformite, Presentation
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import creer_commission
from tests.evaluations.test_session_navigateur import ETAT, GARDEES
from tests.jurys.factories import creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.views.lecture import president_de
from tests.navigateur.relais import Relais, relais

TEXTE = "Écrit avant la coupure"
COLLEGUE = "collegue@entreprise.example"

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Ecran:
    """A form: its page, who fills it (None: who holds a link), what is typed in which field, the button, what is then
    recorded."""

    adresse: str
    qui: Utilisateur | None
    champ: str
    texte: str
    bouton: str
    recu: Callable[[], object]
    choix: str = ""


def lien_recu(chemin: str) -> str:
    return next(lu[0] for message in mail.outbox if (lu := re.search(rf"/{chemin}/[\w-]+/", str(message.body))))


@pytest.fixture
def passer(transactional_db):
    ouvrir_avis(inscription=InscriptionFactory(), par=None, a=horloge.maintenant())
    adresse = reverse("avis_passer", args=[lien_recu("avis").split("/")[2]])

    def recu() -> object:
        return AvisEntreprise.objects.get().liens.latest("pk").destinataire

    return Ecran(adresse, None, "destinataire", COLLEGUE, "Envoyer le lien à mon collègue", recu)


@pytest.fixture
def inviter(agent, evaluateur):
    commission = creer_commission(date=horloge.aujourdhui() + timedelta(days=30))
    inviter_a_la_commission(commission=commission, evaluateurs=[evaluateur], par=agent, a=horloge.maintenant())

    def recu() -> object:
        return InvitationCommission.objects.get().motif

    return Ecran(lien_recu("sieger"), None, "motif", TEXTE, "Envoyer ma réponse", recu, "Je ne peux pas siéger")


@pytest.fixture
def jury(agent, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel, non_maitrisees=(3,)), par=agent)
    ouvrir(jury, par=agent)
    return jury


@pytest.fixture
def panneau(jury):
    adresse = f"{reverse('jury_deliberation', args=[jury.pk])}?code={jury.presentations.get().code}"

    def recu() -> object:
        return Presentation.objects.defer(None).get().motif

    return Ecran(adresse, president_de(jury), "motif", TEXTE, "NA — non admis", recu)


@pytest.fixture
def projection(panneau, jury):
    adresse = f"{reverse('jury_projection', args=[jury.pk])}?code={jury.presentations.get().code}"
    return Ecran(adresse, panneau.qui, panneau.champ, TEXTE, panneau.bouton, panneau.recu)


@pytest.fixture
def conformite(jury):
    def recu() -> object:
        return ConstatConformite.objects.get().reserves["criteres"]

    adresse = reverse("jury_conformite", args=[jury.pk])
    return Ecran(adresse, president_de(jury), "reserve_criteres", TEXTE, "Enregistrer le constat", recu)


@pytest.fixture
def reserve(conformite, jury):
    adresse = reverse("presentation_conformite", args=[jury.presentations.get().pk])
    return Ecran(adresse, conformite.qui, conformite.champ, TEXTE, conformite.bouton, conformite.recu)


@pytest.fixture
def pont(live_server):
    with relais(live_server.url) as pont:
        yield pont


def entrer(page: Page, pont: Relais, connecte, qui: Utilisateur | None) -> None:
    if qui:
        session = connecte(qui).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": pont.adresse}])


def envoyer(page: Page, ecran: Ecran) -> None:
    page.get_by_role("button", name=re.compile(f"^{ecran.bouton}")).click()


def portail_arrete(page: Page, pont: Relais, connecte, ecran: Ecran) -> None:
    pont.couper()
    envoyer(page, ecran)
    expect(page.locator(ETAT)).to_contain_text("Le portail ne répond pas")
    expect(page.locator(f"[name={ecran.champ}]")).to_have_value(ecran.texte)
    pont.rouvrir()


def session_terminee(page: Page, pont: Relais, connecte, ecran: Ecran) -> None:
    SessionOuverte.objects.all().delete()
    page.context.clear_cookies()
    envoyer(page, ecran)
    expect(page.locator("[name=login]")).to_be_visible()
    entrer(page, pont, connecte, ecran.qui)


PANNES = {"arrêt": portail_arrete, "session": session_terminee}


@pytest.mark.parametrize(
    ("nom", "panne"),
    [
        *((nom, "arrêt") for nom in ("passer", "inviter", "panneau", "projection", "conformite", "reserve")),
        *((nom, "session") for nom in ("panneau", "projection", "conformite", "reserve")),
    ],
)
def test_ce_qui_est_ecrit_revient_part_une_fois_et_s_oublie(page, pont, connecte, request, nom, panne):
    ecran = request.getfixturevalue(nom)
    entrer(page, pont, connecte, ecran.qui)
    page.goto(pont.adresse + ecran.adresse)
    expect(page.locator(ETAT)).to_have_count(1)
    if ecran.choix:
        page.get_by_label(ecran.choix).check()
    page.locator(f"[name={ecran.champ}]").fill(ecran.texte)
    PANNES[panne](page, pont, connecte, ecran)
    page.goto(pont.adresse + "/static/favicon.svg")  # gone elsewhere, as after a browser that was closed
    page.goto(pont.adresse + ecran.adresse)
    expect(page.locator(f"[name={ecran.champ}]")).to_have_value(ecran.texte)
    expect(page.locator(f"[name={ecran.champ}]")).to_be_visible()
    if ecran.choix:
        expect(page.get_by_label(ecran.choix)).to_be_checked()
    assert page.evaluate(GARDEES) == ["iv,octets"]  # on the device, and never in clear
    envoyer(page, ecran)
    expect(page.locator("[data-recu]").first).to_be_attached()
    page.wait_for_function(f"() => ({GARDEES})().then((gardees) => gardees.length === 0)")
    assert ecran.recu() == ecran.texte


@pytest.mark.parametrize("nom", ["panneau", "conformite"])
def test_une_saisie_rendue_que_l_on_oublie_ne_revient_pas_de_l_appareil(page, pont, connecte, request, nom):
    ecran = request.getfixturevalue(nom)
    entrer(page, pont, connecte, ecran.qui)
    page.goto(pont.adresse + ecran.adresse)
    expect(page.locator(ETAT)).to_have_count(1)
    page.locator(f"[name={ecran.champ}]").fill(ecran.texte)
    session_terminee(page, pont, connecte, ecran)
    page.goto(pont.adresse + ecran.adresse)
    expect(page.locator(f"[name={ecran.champ}]")).to_have_value(ecran.texte)
    page.get_by_role("button", name="Oublier cette saisie").click()
    expect(page.get_by_text("Cette saisie est oubliée.")).to_be_visible()
    page.wait_for_function(f"() => ({GARDEES})().then((gardees) => gardees.length === 0)")
    page.reload()
    expect(page.locator(ETAT)).to_have_count(1)
    expect(page.locator(f"[name={ecran.champ}]")).to_have_value("")
