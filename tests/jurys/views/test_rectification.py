"""The whole way of a rectification through its screens, by a responsable; what each reader sees of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidats.choix import EtatInscription
from jurys.choix import EtatRectification
from jurys.models import Certificat, LigneRectification, Rectification
from jurys.services.lettre import envoyer_lettres
from tests.jurys.factories import CE_JOUR, PDF_MINIMAL, dossier_pret, jury_edite
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)


@pytest.fixture
def jury(agent, referentiel, organisme):
    return jury_edite(dossier_pret(referentiel=referentiel, organisme=organisme), par=agent)


def adresse(nom, *cles):
    return reverse(f"rectification_{nom}", args=cles)


def test_de_l_ouverture_a_la_signature(jury, agent, auditeur, responsable, connecte, membre_of, le_jour_du_jury):
    client, presentation = connecte(responsable), jury.presentations.get()
    fiche = reverse("jury_detail", args=[jury.pk])
    assert "ce que les procès-verbaux disent n’a pas été rectifié" in texte(client.get(fiche))
    assert "Rectifier un procès-verbal" not in texte(connecte(agent).get(fiche))
    ouverture = client.post(reverse("jury_rectifier", args=[jury.pk]), {"motif": "Erreur de saisie."}, follow=True)
    assert messages_de(ouverture) == ["La rectification est ouverte : dites ce qui est à rectifier."]
    rectification = Rectification.objects.get()
    assert "Rien n’est encore rectifié" in texte(ouverture)

    decision = adresse("decision", rectification.pk, presentation.pk)
    page = texte(client.get(decision))
    assert "le procès-verbal dit « admis », le jury avait décidé « non admis »" in page
    refus = client.post(decision, {"acquises": []})
    assert refus.status_code == 302
    mention = {"presentation": "", "sujet": "Lieu du jury", "lu": "Saint-Nazaire", "juste": "Nantes"}
    client.post(adresse("mention", rectification.pk), mention)
    page = texte(client.get(rectification.get_absolute_url()))
    for attendu in ("A (admis)", "NA (non admis) ; 0 compétence", "Certificat révoqué", "Lieu du jury", "Nantes"):
        assert attendu in page
    seconde = LigneRectification.objects.get(sujet="Lieu du jury")
    client.post(adresse("retirer", seconde.pk))
    assert LigneRectification.objects.count() == 1

    assert client.get(adresse("fichier", rectification.pk)).status_code == 404
    client.post(adresse("editer", rectification.pk))
    assert client.get(adresse("fichier", rectification.pk)).content.startswith(b"%PDF-")
    page = texte(client.get(adresse("signer", rectification.pk)))
    assert "Certificats, acquis, échéances et lettres suivent" in page
    scan = SimpleUploadedFile("pv.pdf", PDF_MINIMAL, "application/pdf")
    signature = client.post(adresse("signer", rectification.pk), {"scan": scan}, follow=True)
    assert messages_de(signature) == ["Le rectificatif est en vigueur ; ses papiers s’éditent."]
    rectification.refresh_from_db()
    assert rectification.etat == EtatRectification.SIGNEE

    page = texte(connecte(auditeur).get(fiche))
    assert "rectifié ; lu d’abord : admis" in page
    assert "Procès-verbal rectificatif n° 1" in page
    inscription = presentation.inscription
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.NON_ADMISE
    dossier = inscription.get_absolute_url()
    assert "Rectifié depuis le jury" in texte(connecte(agent).get(dossier))
    assert "Rectifié depuis le jury" not in texte(connecte(membre_of).get(dossier))  # told by the letters, not before
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    for lecteur in (agent, membre_of):
        assert "Rectifié depuis le jury" in texte(connecte(lecteur).get(dossier))
    certificat = texte(connecte(membre_of).get(Certificat.objects.get().get_absolute_url()))
    assert "Rectifié depuis le jury" in certificat
    assert "révoqué" in certificat


def test_annulee_avant_la_signature(jury, responsable, connecte, le_jour_du_jury):
    client = connecte(responsable)
    client.post(reverse("jury_rectifier", args=[jury.pk]), {"motif": "Erreur de saisie."})
    rectification = Rectification.objects.get()
    encore = client.post(reverse("jury_rectifier", args=[jury.pk]), {"motif": "Une autre."})
    assert "Une rectification de ce jury est déjà en cours." in texte(encore)
    annulation = client.post(adresse("annuler", rectification.pk), {"motif": "Tout était juste."}, follow=True)
    assert messages_de(annulation) == ["La rectification est annulée : rien n’a changé."]
    assert "Tout était juste." in texte(annulation)


def test_un_titre_que_le_jury_n_a_pas_decide_n_a_pas_de_page(jury, responsable, connecte, le_jour_du_jury):
    client = connecte(responsable)
    client.post(reverse("jury_rectifier", args=[jury.pk]), {"motif": "Erreur de saisie."})
    decision = adresse("decision", Rectification.objects.get().pk, jury.presentations.get().pk)
    for bloc in ("99999", "9" * 12, "abc"):
        assert client.get(f"{decision}?bloc={bloc}").status_code == 404
