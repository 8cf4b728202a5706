"""The settings page of the responsable."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict
from django.urls import reverse
from PIL import Image

from certif_portal.centre.models import DelegationSignature, ParametresCentre, VersoCertificat, parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun.journal import journal_de

PAGE = "parametres_modifier"


def saisie(**champs) -> dict:
    donnees = model_to_dict(ParametresCentre(), exclude=["id"]) | champs
    return {nom: valeur for nom, valeur in donnees.items() if valeur is not False}


def test_le_responsable_regle_le_centre(connecte, responsable):
    client = connecte(responsable)
    client.post(reverse(PAGE), saisie(nom="UIMM de l’Estuaire", alsace_moselle="on"))
    centre = ParametresCentre.objects.get()
    assert (centre.nom, centre.alsace_moselle) == ("UIMM de l’Estuaire", True)
    dit = "Paramètres modifiés : nom du centre : « UIMM territoriale » → « UIMM de l’Estuaire »"
    assert journal_de(centre).get().phrase.replace("\u00a0", " ").startswith(dit)
    for adresse in (reverse(PAGE), reverse("parametres_historique")):
        assert "→" in client.get(adresse).content.decode()


def test_rien_n_est_consigne_quand_rien_ne_change(connecte, responsable):
    connecte(responsable).post(reverse(PAGE), saisie())
    assert journal_de(parametres()).count() == 0


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("code_postal", "446", "5 chiffres"),
        ("prefixe_certificat", "M C", "lettres"),
        ("evaluateurs_minimum", "1", "2"),
        ("livret_mois", "-1", "0"),
        ("livret_mois", "99", "24"),
        ("nom", "", "obligatoire"),
        ("courriel", "contact", "n’est pas une adresse"),
    ],
)
def test_un_parametre_faux_dit_pourquoi_et_ne_change_rien(connecte, responsable, champ, valeur, message):
    avant = model_to_dict(parametres())
    page = connecte(responsable).post(reverse(PAGE), saisie() | {champ: valeur})
    assert message in " ".join(page.context["formulaire"].errors[champ])
    assert model_to_dict(ParametresCentre.objects.get()) == avant


def test_personne_d_autre_ne_regle_le_centre(connecte, agent, auditeur, administrateur, membre_of):
    for personne in (agent, auditeur, administrateur, membre_of):
        assert connecte(personne).post(reverse(PAGE), saisie(nom="Autre")).status_code == 403
        assert connecte(personne).get(reverse("delegation_creer")).status_code == 403
    assert ParametresCentre.objects.filter(nom="Autre").count() == 0


DELEGATION = {
    "objet": "president",
    "nom": "Maëlle O’Brien-Nguyễn",
    "qualite": "Déléguée générale",
    "debut": "2026-01-01",
    "fin": "",
}


def test_une_delegation_datee(connecte, responsable):
    client = connecte(responsable)
    client.post(reverse("delegation_creer"), DELEGATION)
    delegation = DelegationSignature.objects.get()
    assert (delegation.nom, delegation.debut, delegation.fin) == ("Maëlle O’Brien-Nguyễn", date(2026, 1, 1), None)
    assert (delegation_le(date(2025, 12, 31)), delegation_le(date(2026, 1, 1))) == (None, delegation)
    client.post(reverse("delegation_modifier", args=[delegation.pk]), DELEGATION | {"fin": "2026-06-30"})
    assert (delegation_le(date(2026, 6, 30)), delegation_le(date(2026, 7, 1))) == (delegation, None)
    assert journal_de(parametres()).count() == 2


def test_une_delegation_a_l_envers_est_refusee(connecte, responsable):
    page = connecte(responsable).post(reverse("delegation_creer"), DELEGATION | {"fin": "2025-12-31"})
    assert "ne peut pas précéder" in page.content.decode()
    assert DelegationSignature.objects.count() == 0


def test_la_page_coute_peu(connecte, responsable, django_assert_max_num_queries):
    client = connecte(responsable)
    client.get(reverse(PAGE))
    with django_assert_max_num_queries(4 + 5):
        client.get(reverse(PAGE))


def test_le_verso_se_modifie_et_ses_versions_se_lisent(connecte, responsable):
    client, adresse = connecte(responsable), reverse("verso_modifier", args=["CCPI"])
    assert "procédure de recensement à l’Inventaire" in client.get(adresse).content.decode()
    client.post(adresse, {"texte": "Charte de 2027.\r\n\r\nSecond paragraphe."})
    page = client.get(adresse).content.decode()
    assert "Charte de 2027.</p>" in page
    assert "procédure de recensement à l’Inventaire" in page  # the words of the annexe stay to be read
    assert VersoCertificat.objects.get().texte == "Charte de 2027.\n\nSecond paragraphe."
    assert "Rien ne change" in client.post(adresse, {"texte": "Charte de 2027.\n\nSecond paragraphe."}).content.decode()
    assert client.get(reverse("verso_modifier", args=["CQPM"])).status_code == 404
    assert adresse in client.get(reverse(PAGE)).content.decode()


def test_une_image_se_pose_et_se_retire(connecte, responsable):
    client, adresse = connecte(responsable), reverse("image_modifier", args=["logo"])
    assert "Aucune image" in client.get(adresse).content.decode()
    client.post(adresse, {"image": SimpleUploadedFile("logo.png", png(), "image/png")})
    assert parametres().logo.nom == "logo.png"
    assert "Une image est en place" in client.get(adresse).content.decode()
    client.post(adresse, {})
    assert parametres().logo is None
    assert client.get(reverse("image_modifier", args=["photo"])).status_code == 404


@pytest.mark.parametrize(
    ("mode", "refus"), [("sceau", "Aucune clé n’est installée"), ("image", "Déposez d’abord la signature scannée")]
)
def test_une_signature_qui_n_est_pas_possible_se_refuse(connecte, responsable, mode, refus):
    page = connecte(responsable).post(reverse(PAGE), saisie(signature_certificat=mode))
    assert refus in " ".join(page.context["formulaire"].errors["signature_certificat"])
    assert parametres().signature_certificat == "main"


def png() -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(sortie, "PNG")
    return sortie.getvalue()
