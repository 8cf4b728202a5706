"""Letters on the screen: by OF, read again, edited, dropped, sent."""

import pytest
from django.urls import reverse

from certif_portal.commun.versions import CHAMP
from jurys.choix import EtatLettre
from jurys.models import Lettre, Papier
from jurys.views import lettre
from tests.jurys.factories import dossier_pret, jury_clos
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)


@pytest.fixture
def jury(agent, referentiel, organisme, autre_organisme):
    dossiers = [dossier_pret(referentiel=referentiel, organisme=of) for of in (organisme, autre_organisme)]
    jury = jury_clos(*dossiers, par=agent)
    Lettre.objects.filter(pour="entreprise").delete()
    return jury


def test_les_lettres_se_relisent_par_organisme_et_partent_par_organisme(
    agent, connecte, jury, organisme, autre_organisme, le_jour_du_jury
):
    client, adresse = connecte(agent), reverse("jury_lettres", args=[jury.pk])
    assert "à relire, puis à envoyer ensemble : 2" in texte(client.get(jury.get_absolute_url()))
    page = texte(client.get(adresse))
    assert page.index(autre_organisme.nom) < page.index(organisme.nom)
    envoyer = reverse("jury_lettres_envoyer", args=[jury.pk])
    siennes = f"{envoyer}?organisme={organisme.pk}"
    for illisible in ("9" * 12, "abc"):  # not those who have none
        assert client.post(f"{envoyer}?organisme={illisible}", {"attendues": 1}).status_code == 404
    assert siennes in client.get(adresse).content.decode()
    confirmation = texte(client.get(siennes))
    assert "1 lettre : 1 candidat, 0 entreprise." in confirmation
    assert "Par courriel et sur papier : 1 ; sur papier seulement : 0." in confirmation
    assert f"les résultats de leurs seuls candidats : {organisme.nom}." in confirmation
    reponse = client.post(siennes, {"attendues": "1"}, follow=True)
    assert messages_de(reponse) == ["Lettres envoyées : 1."]
    assert dict(Lettre.objects.values_list("organisme", "etat")) == {
        organisme.pk: EtatLettre.PARTIE,
        autre_organisme.pk: EtatLettre.RETENUE,
    }
    papier = Papier.objects.get(lettre__organisme=organisme)
    assert client.get(reverse("papier_fichier", args=[papier.pk])).content.startswith(b"%PDF-")
    assert siennes not in client.get(adresse).content.decode()
    refusee = client.post(envoyer, {"attendues": "2"})
    assert "Lettres annoncées : 2 ; à envoyer maintenant : 1." in texte(refusee)
    assert messages_de(client.post(envoyer, {"attendues": "1"}, follow=True)) == ["Lettres envoyées : 1."]
    assert "Aucune lettre n’attend d’être envoyée." in texte(client.post(envoyer, {"attendues": "1"}))
    assert "aucune n’attend d’être relue" in texte(client.get(jury.get_absolute_url()))


def test_les_lettres_d_un_grand_jury_se_deplient_par_organisme(
    agent, connecte, jury, organisme, autre_organisme, monkeypatch
):
    """The page of six hundred letters was 42,000 pixels long; after a letter, its organisation is open again."""
    client, adresse = connecte(agent), reverse("jury_lettres", args=[jury.pk])
    assert client.get(adresse).content.decode().count('<details class="repli carte-corps" open>') == 2
    monkeypatch.setattr(lettre, "DEPLIEES", 1)
    assert client.get(adresse).content.decode().count('<details class="repli carte-corps">') == 2
    sienne = Lettre.objects.get(organisme=organisme)
    champs = {nom: getattr(sienne, nom) for nom in ("adresse", "courriel", "objet", "corps")}
    page = client.get(reverse("lettre_modifier", args=[sienne.pk]))
    envoi = champs | {CHAMP: page.context["formulaire"][CHAMP].value()}
    suite = client.post(reverse("lettre_modifier", args=[sienne.pk]), envoi)
    assert suite.headers["Location"] == f"{adresse}?organisme={organisme.pk}"
    rendue = client.get(suite.headers["Location"]).content.decode()
    assert [rendue.count(f'<details class="repli carte-corps"{etat}>') for etat in (" open", "")] == [1, 1]
    assert "1 lettre, 1 à relire" in texte(client.get(adresse))


def test_une_lettre_se_modifie_ou_s_ecarte_avant_son_envoi(agent, connecte, jury, organisme):
    client, lettre = connecte(agent), Lettre.objects.get(organisme=organisme)
    adresse = reverse("lettre_modifier", args=[lettre.pk])
    page = client.get(adresse)
    assert lettre.objet in page.content.decode()
    champs = {nom: champ.value() for nom, champ in ((champ.name, champ) for champ in page.context["formulaire"])}
    champs = {nom: valeur for nom, valeur in champs.items() if valeur is not None}
    client.post(adresse, champs | {"corps": "Bonjour,\n\nBravo.", "courriel": ""})
    lettre.refresh_from_db()
    assert (lettre.corps.replace("\r\n", "\n"), lettre.courriel, lettre.envoi) == ("Bonjour,\n\nBravo.", "", None)
    client.post(reverse("lettre_ecarter", args=[lettre.pk]), {"motif": "Remise en main propre."})
    lettre.refresh_from_db()
    assert lettre.etat == EtatLettre.ECARTEE
    assert "écartée" in texte(client.get(reverse("jury_lettres", args=[jury.pk])))
    assert "Cette lettre est écartée." in texte(client.get(adresse))
