"""The screens of the national file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jurys.models import Certificat, LigneNational, LotNational, reglages_national
from jurys.services.certificat import revoquer_certificat
from jurys.services.national import demander_lot, preparer_lot, remettre_lot
from jurys.tasks import preparer_lots_en_attente
from tests.jurys.factories import CE_JOUR, JOUR_JURY, dossier_pret, jury_clos
from tests.jurys.views.lecture import messages_de, texte
from tests.suivi import est_suivie

pytestmark = pytest.mark.django_db
JOUR = "2026-12-08"


@pytest.fixture
def jury(agent, referentiel, le_jour_du_jury):
    return jury_clos(dossier_pret(referentiel=referentiel), par=agent)


def test_d_un_lot_demande_a_son_retour(jury, agent, auditeur, connecte, django_capture_on_commit_callbacks):
    client = connecte(agent)
    assert "Aucun lot" in texte(client.get(reverse("national")))
    demande = {"nature": "classeur", "debut": JOUR, "fin": JOUR}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("lotnational_creer"), demande)
    lot = LotNational.objects.get()
    assert (lot.etat, lot.nombre) == ("pret", 1)
    certificat = Certificat.objects.get()
    assert certificat.numero in texte(client.get(lot.get_absolute_url()))
    assert "Aucun certificat" in texte(client.get(lot.get_absolute_url(), {"etat": "refusee"}))
    fichier = connecte(auditeur).get(reverse("lotnational_fichier", args=[lot.pk]))
    assert fichier.content.startswith(b"PK")
    client.post(reverse("lotnational_remettre", args=[lot.pk]), {"le": JOUR, "remis_a": "UIMM nationale"})
    lignes = f"Référence;Statut;Motif\nCERT-{certificat.pk:06d};refusé;Nom inconnu\nCERT-999999;accepté;\n"
    retour = SimpleUploadedFile("retour.csv", lignes.encode(), content_type="text/csv")
    client.post(reverse("national_retour"), {"fichier": retour})
    lu = texte(client.get(reverse("national")))
    for dit in ("refusé : Nom inconnu", "lignes inconnues", "remis le 8 décembre 2026, UIMM nationale"):
        assert dit in lu
    assert "Nom inconnu" in texte(client.get(certificat.get_absolute_url()))
    client.post(reverse("lignenational_corriger", args=[LigneNational.objects.get().pk]))
    assert "Corrigée, à renvoyer" in texte(client.get(lot.get_absolute_url(), {"etat": "corrigee"}))


def test_un_lot_s_annule_et_un_lot_en_cours_se_suit(jury, agent, connecte):
    client = connecte(agent)
    client.post(reverse("lotnational_creer"), {"nature": "classeur", "debut": JOUR, "fin": JOUR})
    lot = LotNational.objects.get()
    for page in (reverse("national"), lot.get_absolute_url()):
        assert est_suivie(client.get(page))
    assert client.get(reverse("lotnational_fichier", args=[lot.pk])).status_code == 404
    assert (preparer_lots_en_attente(), preparer_lots_en_attente()) == (1, 0)
    client.post(reverse("lotnational_annuler", args=[lot.pk]), {"motif": "Mauvaise période."})
    assert "Mauvaise période." in texte(client.get(lot.get_absolute_url()))


def test_le_responsable_regle_l_xml(jury, responsable, connecte):
    client = connecte(responsable)
    assert "Fichier XML à déposer" not in texte(client.get(reverse("lotnational_creer")))
    page = client.get(reverse("national_regler")).context["formulaire"]
    faits = {"xml_actif": "on", "version": "1.1.5", "emetteur": "ABC", "certificateur": "EFGH5678"}
    jeton = {nom: champ.initial for nom, champ in page.fields.items() if nom not in faits and champ.initial}
    jeton = {nom: valeur() if callable(valeur) else valeur for nom, valeur in jeton.items()}
    refus = texte(client.post(reverse("national_regler"), jeton | faits))
    assert ("Huit lettres ou chiffres" in refus, reglages_national().xml_actif) == (True, False)
    client.post(reverse("national_regler"), jeton | faits | {"emetteur": "ABCD1234", "contrat": "MCFCER000123"})
    assert (reglages_national().xml_actif, reglages_national().version) == (True, "1.1.5")
    assert "Fichier XML à déposer" in texte(client.get(reverse("lotnational_creer")))


def test_un_lot_arrete_se_reprend_de_sa_page(jury, agent, connecte, django_capture_on_commit_callbacks):
    """Its task died before it wrote anything."""
    lot = demander_lot(nature="classeur", debut=JOUR_JURY, fin=JOUR_JURY, par=agent, a=CE_JOUR)
    client, adresse = connecte(agent), lot.get_absolute_url()
    assert "Reprendre l’écriture" in texte(client.get(adresse))
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("lotnational_reprendre", args=[lot.pk]), follow=True)
    assert messages_de(page) == ["L’écriture du lot est reprise."]
    lot.refresh_from_db()
    assert lot.etat == "pret"
    assert "Reprendre" not in texte(client.get(adresse))
    page = client.post(reverse("lotnational_reprendre", args=[lot.pk]), follow=True)
    assert "n’est plus en préparation" in messages_de(page)[0]


def test_un_certificat_revoque_apres_sa_declaration_se_dit_de_la_page(jury, agent, responsable, connecte):
    lot = demander_lot(nature="classeur", debut=JOUR_JURY, fin=JOUR_JURY, par=agent, a=CE_JOUR)
    preparer_lot(lot.pk, a=CE_JOUR)
    remettre_lot(lot=lot, le=JOUR_JURY, remis_a="UIMM", par=agent, a=CE_JOUR)
    ligne = lot.lignes.first()
    client = connecte(agent)
    assert "puis révoqués" not in texte(client.get(reverse("national")))
    revoquer_certificat(certificat=ligne.certificat, motif="Fraude.", par=responsable, a=CE_JOUR)
    page = texte(client.get(reverse("national")))
    assert "Déclarés, puis révoqués ou remplacés" in page
    assert "à dire au système national" in texte(client.get(ligne.certificat.get_absolute_url()))
    client.post(reverse("lignenational_revoquer", args=[ligne.pk]))
    assert "puis révoqués" not in texte(client.get(reverse("national")))
