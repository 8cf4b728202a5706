"""The page of a certificate, for the staff and for the OF; the first number of the series."""

import pytest
from django.urls import reverse

from certif_portal.commun.journal import lectures_de
from jurys.models import Certificat, CompteurCertificat, Duplicata
from jurys.services.lettre import envoyer_lettres
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_edite
from tests.jurys.views.lecture import messages_de, texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("certificat",)


@pytest.fixture
def certificat(agent, referentiel, organisme):
    jury_edite(dossier_pret(referentiel=referentiel, organisme=organisme), par=agent)
    return Certificat.objects.get()


def test_le_centre_remet_copie_et_revoque(certificat, agent, responsable, connecte, le_jour_du_jury):
    client, fiche = connecte(agent), certificat.get_absolute_url()
    remise = {"le": "2026-12-08", "remis_a": "Zoé Le Goff", "comment": "main"}
    client.post(reverse("certificat_remettre", args=[certificat.pk]), remise)
    assert "le 8 décembre 2026, à Zoé Le Goff (en main propre)" in texte(client.get(fiche))
    client.post(reverse("certificat_duplicata", args=[certificat.pk]), {"motif": "Perdu."})
    copie = client.get(reverse("duplicata_fichier", args=[Duplicata.objects.get().pk]))
    assert copie.content.startswith(b"%PDF-")
    revoquer = reverse("certificat_revoquer", args=[certificat.pk])
    assert revoquer not in client.get(fiche).content.decode()
    assert revoquer in connecte(responsable).get(fiche).content.decode()
    connecte(responsable).post(reverse("certificat_revoquer", args=[certificat.pk]), {"motif": "Fraude établie."})
    page = texte(client.get(fiche))
    assert "Révoqué le 8 décembre 2026" in page
    assert "Motif : Fraude établie." in page
    assert "Duplicata</a>" not in page
    assert "révoqué" in texte(client.get(reverse("certificat_liste")))


def test_un_certificat_qui_survit_a_son_dossier_se_lit_et_sa_lecture_se_dit(certificat, agent, connecte):
    """In its own journal: its file is gone."""
    with desceller():
        Certificat.objects.update(presentation=None)
    assert connecte(agent).get(reverse("certificat_fichier", args=[certificat.pk])).content.startswith(b"%PDF-")
    assert lectures_de(certificat).get().phrase == f"Certificat {certificat.numero} lu."


def test_l_organisme_lit_sa_fiche_sans_ce_qui_est_du_centre(
    certificat, agent, responsable, connecte, membre_of, le_jour_du_jury
):
    client, fiche = connecte(membre_of), certificat.get_absolute_url()
    assert client.get(fiche).status_code == 404  # the centre has not told it yet
    envoyer_lettres(jury=certificat.presentation.jury, par=agent, a=CE_JOUR)
    connecte(responsable).post(reverse("certificat_revoquer", args=[certificat.pk]), {"motif": "Fraude établie."})
    page = texte(client.get(fiche))
    assert "Révoqué le 8 décembre 2026" in page
    assert "Fraude établie." not in page
    assert "Enregistrer la remise" not in page


def test_le_responsable_fixe_le_premier_numero(responsable, connecte):
    client, adresse = connecte(responsable), reverse("certificat_numerotation")
    assert "porterait le numéro MC 000001" in texte(client.get(adresse))
    reponse = client.post(adresse, {"premier": "4513"}, follow=True)
    assert messages_de(reponse) == ["Le premier numéro est fixé."]
    assert CompteurCertificat.objects.get().dernier == 4512


def test_une_serie_entamee_ne_fait_que_passer_des_numeros(certificat, responsable, connecte):
    client, adresse = connecte(responsable), reverse("certificat_numerotation")
    page = texte(client.get(adresse))
    assert "La série MC a déjà délivré un certificat. Son premier numéro ne change plus." in page
    refus = texte(client.post(adresse, {"prochain": "2", "motif": "Sauvegarde remise."}))
    assert "il faut au moins 3" in refus
    reponse = client.post(adresse, {"prochain": "13", "motif": "Sauvegarde remise."}, follow=True)
    assert messages_de(reponse) == ["Le prochain numéro est fixé."]
    assert CompteurCertificat.objects.get().dernier == 12
