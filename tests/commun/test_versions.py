"""Two tabs on one form: what the other recorded is shown beside what is typed, and the person chooses."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.versions import CHAMP
from habilitations.services.organisme import CHAMPS, modifier_organisme

pytestmark = pytest.mark.django_db


@pytest.fixture
def onglet(connecte, agent, organisme):
    """The fiche of an OF, open in a tab: its address, and what it would send as it is shown."""
    client, adresse = connecte(agent), reverse("organismeformation_modifier", args=[organisme.pk])
    form = client.get(adresse).context["formulaire"]
    valeurs = {nom: form[nom].value() for nom in form.fields}
    return client, adresse, {nom: "" if valeur is None else valeur for nom, valeur in valeurs.items()}


def ailleurs(organisme, responsable, **donnees):
    """A colleague records something else."""
    connues = {champ: getattr(organisme, champ) for champ in CHAMPS}
    a = datetime(2026, 11, 20, 9, 32, tzinfo=UTC)
    return modifier_organisme(organisme=organisme, donnees=connues | donnees, par=responsable, a=a)


def test_rien_n_a_change_le_formulaire_est_recu(onglet, organisme):
    client, adresse, saisi = onglet
    assert client.post(adresse, saisi | {"ville": "Saint-Nazaire"}).status_code == 302
    organisme.refresh_from_db()
    assert organisme.ville == "Saint-Nazaire"


def test_un_champ_change_par_les_deux_est_demande(onglet, organisme, responsable):
    client, adresse, saisi = onglet
    avant = organisme.ville
    ailleurs(organisme, responsable, ville="Nantes", telephone="02 40 00 00 00")
    refus = client.post(adresse, saisi | {"ville": "Rezé"})
    organisme.refresh_from_db()
    assert organisme.ville == "Nantes"
    ecarts = refus.context["formulaire"].fields[CHAMP].widget.ecarts
    dits = {(e.nom, e.vue, e.enregistree, e.saisie, e.a_choisir) for e in ecarts}
    telephone = saisi["telephone"] or "(rien)"
    assert dits == {
        ("ville", avant or "(rien)", "Nantes", "Rezé", True),
        ("telephone", telephone, "02 40 00 00 00", telephone, False),
    }
    corps = refus.content.decode()
    assert "par Hervé Quéméneur le vendredi 20\u00a0novembre\u00a02026 à 10\u00a0h\u00a032" in corps
    assert 'value="Rezé"' in corps  # what was typed is kept
    assert 'value="02 40 00 00 00"' in corps  # what was not touched follows the record


def _envoyer_de_nouveau(client, adresse, refus, **en_plus):
    form = refus.context["formulaire"]
    saisi = {nom: form[nom].value() or "" for nom in form.fields}
    return client.post(adresse, saisi | en_plus)


@pytest.mark.parametrize(("choix", "ville"), [("mienne", "Rezé"), ("enregistree", "Nantes")])
def test_la_personne_choisit(onglet, organisme, responsable, choix, ville):
    client, adresse, saisi = onglet
    ailleurs(organisme, responsable, ville="Nantes", telephone="02 40 00 00 00")
    refus = client.post(adresse, saisi | {"ville": "Rezé"})
    sans = _envoyer_de_nouveau(client, adresse, refus)
    assert sans.status_code == 200  # pressing the same button again overwrites nobody
    organisme.refresh_from_db()
    assert organisme.ville == "Nantes"
    assert _envoyer_de_nouveau(client, adresse, sans, **{"choix-ville": choix}).status_code == 302
    organisme.refresh_from_db()
    assert (organisme.ville, organisme.telephone) == (ville, "02 40 00 00 00")


def test_la_meme_valeur_tapee_par_les_deux_ne_se_demande_pas(onglet, organisme, responsable):
    client, adresse, saisi = onglet
    ailleurs(organisme, responsable, ville="Nantes")
    refus = client.post(adresse, saisi | {"ville": "Nantes", "responsable_nom": "A. Nouveau"})
    assert [e.a_choisir for e in refus.context["formulaire"].fields[CHAMP].widget.ecarts] == [False]
    assert _envoyer_de_nouveau(client, adresse, refus).status_code == 302
    organisme.refresh_from_db()
    assert (organisme.ville, organisme.responsable_nom) == ("Nantes", "A. Nouveau")


def test_une_version_d_un_autre_objet_ou_forgee_ne_sert_pas(onglet, connecte, agent, autre_organisme):
    client, _, saisi = onglet
    autre = reverse("organismeformation_modifier", args=[autre_organisme.pk])
    ville = autre_organisme.ville
    client.post(autre, saisi | {CHAMP: saisi[CHAMP][:-2] + "xx", "siret": "", "ville": "Ailleurs"})
    autre_organisme.refresh_from_db()
    assert autre_organisme.ville == ville  # not valid; and no error 500


def test_les_parametres_du_centre(connecte, responsable, db):
    centre = parametres()
    centre.save()
    client, adresse = connecte(responsable), reverse("parametres_modifier")
    form = client.get(adresse).context["formulaire"]
    saisi = {nom: form[nom].value() for nom in form.fields}
    saisi = {nom: "" if valeur is None else valeur for nom, valeur in saisi.items() if valeur is not False}
    ParametresCentre.objects.update(lieu_jury="Changé ailleurs")
    refus = client.post(adresse, saisi | {"lieu_jury": "Changé ici"})
    assert parametres().lieu_jury == "Changé ailleurs"
    [ecart] = refus.context["formulaire"].fields[CHAMP].widget.ecarts
    assert (ecart.enregistree, ecart.saisie) == ("Changé ailleurs", "Changé ici")
