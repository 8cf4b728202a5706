"""The application in a real browser: what one types is saved, and the page says so."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certif_portal.commun import horloge
from habilitations.models import Reponse
from habilitations.services.dossier import creer_dossier
from tests.habilitations.factories import OrganismeFactory, creer_membre

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def ouvrir(live_server, context, connecte):
    """A new file, and the browser on its first criterion."""
    personne = creer_membre(OrganismeFactory(code_postal="44600"))
    organisme = personne.appartenances.get().organisme
    dossier = creer_dossier(organisme=organisme, par=personne, a=horloge.maintenant())
    session = connecte(personne).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('dossierhabilitation_critere', args=[dossier.pk, 1])}")
    return dossier, page


def test_quitter_la_page_aussitot_ne_perd_rien(live_server, context, connecte):
    dossier, page = ouvrir(live_server, context, connecte)
    page.get_by_label("Votre réponse à l’indicateur 1.1").press_sequentially("Tapé en partant.")
    page.get_by_role("link", name="Critère 2").click()
    expect(page.get_by_label("Votre réponse à l’indicateur 2.1")).to_be_visible()
    page.get_by_role("link", name="Critère 1").click()
    expect(page.get_by_label("Votre réponse à l’indicateur 1.1")).to_have_value("Tapé en partant.")
    assert Reponse.objects.get(dossier=dossier, code="1.1").texte == "Tapé en partant."


def test_le_brouillon_s_enregistre_pendant_la_saisie_et_le_dit(live_server, context, connecte):
    dossier, page = ouvrir(live_server, context, connecte)
    etat, champ = page.locator("[data-brouillon-etat]"), page.get_by_label("Votre réponse à l’indicateur 1.1")
    champ.press_sequentially("Nous relisons chaque cahier des charges.")
    expect(etat).to_have_text("Saisie en cours…")
    expect(etat).to_have_text(re.compile(r"^Brouillon enregistré à \d+ h \d\d$"))
    assert Reponse.objects.get(dossier=dossier, code="1.1").texte == "Nous relisons chaque cahier des charges."

    page.reload()
    expect(champ).to_have_value("Nous relisons chaque cahier des charges.")
    context.set_offline(True)
    champ.press_sequentially(" Encore.")
    expect(etat).to_contain_text("Pas enregistré")
    assert Reponse.objects.get(dossier=dossier, code="1.1").texte == "Nous relisons chaque cahier des charges."


def test_deux_enregistrements_qui_se_croisent_laissent_le_dernier_tape(live_server, context, connecte):
    """The first save is held on its way, the second overtakes it: when the first arrives, nothing goes back."""
    dossier, page = ouvrir(live_server, context, connecte)
    etat, champ = page.locator("[data-brouillon-etat]"), page.get_by_label("Votre réponse à l’indicateur 1.1")
    retenus = []

    def tenir(route):
        if route.request.method == "POST" and not retenus:
            retenus.append(route)
        else:
            route.continue_()

    page.route("**/critere/1/", tenir)
    champ.press_sequentially("Premier")
    expect(etat).to_have_text("Enregistrement…")
    champ.press_sequentially(" puis second.")
    expect(etat).to_have_text(re.compile(r"^Brouillon enregistré"))
    with page.expect_response(lambda reponse: reponse.request.method == "POST") as arrivee:
        retenus[0].continue_()
    assert arrivee.value.status == 200
    assert Reponse.objects.get(dossier=dossier, code="1.1").texte == "Premier puis second."


def test_une_annexe_refusee_ne_coute_pas_les_reponses_tapees_a_cote(live_server, context, connecte):
    dossier, page = ouvrir(live_server, context, connecte)
    page.get_by_label("Votre réponse à l’indicateur 1.1").press_sequentially("À côté de l’annexe.")
    page.get_by_label("Ce que montre cette annexe").fill("Preuve")
    faux = {"name": "preuve.pdf", "mimeType": "application/pdf", "buffer": b"bonjour"}
    page.get_by_label("Fichier").set_input_files(faux)
    page.get_by_role("button", name="Joindre").click()
    expect(page.get_by_text("n’est pas d’un type attendu").first).to_be_visible()
    assert Reponse.objects.get(dossier=dossier, code="1.1").texte == "À côté de l’annexe."
