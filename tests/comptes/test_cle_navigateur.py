"""A passkey, in a real browser with a virtual authenticator: given at the door, then all that is asked to come in."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from certif_portal.comptes.choix import Role
from tests.comptes.factories import creer_personne
from tests.navigateur.scene import MOT_DE_PASSE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def virtuel(page: Page) -> None:
    outil = page.context.new_cdp_session(page)
    outil.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    outil.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def test_une_cle_d_acces_ouvre_le_portail(page: Page, live_server):
    personne = creer_personne(Role.RESPONSABLE)
    personne.set_password(MOT_DE_PASSE)
    personne.save()
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    plaintes: list[str] = []
    page.on("console", lambda m: plaintes.append(m.text) if "Content Security Policy" in m.text else None)
    virtuel(page)
    page.goto(live_server.url + "/mon-compte/")
    page.locator("[name=login]").fill(personne.email)
    page.locator("[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.locator("[name=passwordless]").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_role("heading", name="Mon compte")).to_be_visible()
    assert Authenticator.objects.filter(user=personne, type="webauthn").count() == 1
    page.locator("details.compte summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(live_server.url + "/compte/login/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(live_server.url + "/")
    page.goto(live_server.url + "/mon-compte/")
    expect(page.get_by_role("heading", name="Mon compte")).to_be_visible()
    assert plaintes == []
