"""The button of the login page in a real browser: it leaves for the directory, and comes back logged in."""

import copy

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from certif_portal.comptes import annuaire
from certif_portal.comptes.choix import Role
from tests.annuaire import CLIENT, SECRET, servir
from tests.comptes.factories import creer_personne

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("nommee", [True, False])
def test_le_bouton_mene_a_l_annuaire_et_ramene(page: Page, live_server, settings, nommee):
    """Without its site in `form-action` (negative control) the browser stays on the login page."""
    personne = creer_personne(Role.AGENT, email="agent@centre.fr")
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    annuaire.oublier()
    with servir() as directory:
        settings.OIDC_EMETTEUR, settings.OIDC_CLIENT, settings.OIDC_SECRET = directory.emetteur, CLIENT, SECRET
        settings.OIDC_SECOND_FACTEUR, settings.ADRESSE_PUBLIQUE = ["mfa"], live_server.url
        directory.jeton["amr"] = ["mfa"]
        politique = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        politique["DIRECTIVES"]["form-action"] = ["'self'", *([directory.emetteur] if nommee else [])]
        settings.CONTENT_SECURITY_POLICY = politique
        plaintes: list[str] = []
        page.on("console", lambda m: plaintes.append(m.text) if "Content Security Policy" in m.text else None)
        page.goto(live_server.url + "/compte/login/?next=/mon-compte/")
        page.get_by_role("button", name="Se connecter avec le compte de votre centre").click()
        if not nommee:
            expect(page).to_have_url(live_server.url + "/compte/login/?next=/mon-compte/")
            page.wait_for_timeout(500)
            assert len(plaintes) == 1
            return
        expect(page.get_by_role("heading", name="Mon compte")).to_be_visible()
        expect(page.get_by_role("button", name="Délier")).to_be_visible()
        page.locator("details.compte summary").click()
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url(live_server.url + "/compte/login/")
        assert "/sortir" in directory.lus
        assert plaintes == []
    annuaire.oublier()
