"""A session that ends on the evaluator's screens that are forms: what was written is there after the login."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import Page, expect

from certif_portal.commun import horloge
from certif_portal.comptes.models import SessionOuverte
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, creer_commission, declarer_recevable, planifier, remplir
from tests.navigateur.scene import MOT_DE_PASSE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ecrans(transactional_db):
    """Who evaluates, and the screens where they write: address, what opens the field, its name, its button."""
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
    return evaluateur.utilisateur, [
        (reverse("independance_seance", args=[attendue.commission_id]), "J’ai un lien", lien, "Déclarer"),
        (reverse("grille_validation", args=[validee.pk]), "", "entretien", "Enregistrer"),
        (reverse("grille_signer", args=[validee.pk]), "Signer sans tracer", "sans_trace", "Signer"),
    ]


def se_reconnecter(page: Page, adresse: str) -> None:
    page.locator("[name=login]").fill(adresse)
    page.locator("[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.locator("[name=password]")).to_have_count(0)


@pytest.mark.parametrize("cookies", [False, True], ids=["session", "tous-les-cookies"])
def test_ce_qui_est_ecrit_revient_apres_la_connexion(page, live_server, ecrans, cookies):
    utilisateur, pages = ecrans
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(live_server.url + "/compte/login/")
    se_reconnecter(page, utilisateur.email)
    for adresse, ouvrir, champ, bouton in pages:
        page.goto(live_server.url + adresse)
        if ouvrir:
            page.locator("summary", has_text=ouvrir).click()
        if champ == "sans_trace":
            page.locator("[name=relu]").check()
        if champ.startswith("precision"):
            page.locator("label.non").click()
        page.locator(f"[name={champ}]").fill(f"Écrit avant la fin de la session, {champ}")
        SessionOuverte.objects.all().delete()
        if cookies:
            page.context.clear_cookies()
        page.get_by_role("button", name=bouton, exact=True).last.click()
        se_reconnecter(page, utilisateur.email)
        expect(page.locator(f"[name={champ}]")).to_have_value(f"Écrit avant la fin de la session, {champ}")
