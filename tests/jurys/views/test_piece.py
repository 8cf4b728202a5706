"""Papers signed, handed over; certificates found and opened."""

from datetime import date

import pytest
from django.urls import reverse

from jurys.choix import EtatPiece
from jurys.models import Certificat
from jurys.services.lettre import envoyer_lettres
from tests.candidats.factories import CandidatFactory
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_clos, jury_edite
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db


def test_les_pieces_se_signent(agent, auditeur, connecte, referentiel, le_jour_du_jury):
    jury, client = jury_edite(dossier_pret(referentiel=referentiel), par=agent), connecte(agent)
    for piece in jury.pieces.all():
        adresse = reverse("piece_jury_fichier", args=[piece.pk])
        assert client.get(adresse).content.startswith(b"%PDF-")
        depot = reverse("piece_jury_deposer", args=[piece.pk])
        faux = televerser("pv.pdf", b"pas un pdf")
        assert "n’est pas d’un type attendu" in texte(client.post(depot, {"scan": faux}))
        piece.refresh_from_db()
        assert piece.etat == EtatPiece.RENDU
        client.post(depot, {"scan": televerser("pv.pdf", pdf_valable())})
        piece.refresh_from_db()
        assert (piece.etat, piece.signee_par) == (EtatPiece.SIGNE, agent)
        scan = connecte(auditeur).get(adresse, {"scan": "1"})
        assert scan.headers["Content-Disposition"].startswith("attachment")


def test_la_remise_de_tout_un_jury_dit_a_qui_et_comment(agent, connecte, referentiel, le_jour_du_jury):
    jury, client = jury_edite(dossier_pret(referentiel=referentiel), par=agent), connecte(agent)
    adresse = reverse("jury_remettre", args=[jury.pk])
    assert "Sélectionnez" in texte(client.post(adresse, {"le": "2026-12-08", "comment": "pigeon"}))
    recu = client.post(adresse, {"le": "2026-12-08", "comment": "organisme"}, follow=True)
    dit = "Certificats remis le 8 décembre 2026 (par l’organisme de formation) : 1."
    assert f"La remise des certificats est enregistrée. {dit}" in messages_de(recu)
    jury.refresh_from_db()
    certificat = Certificat.objects.select_related("presentation__inscription__organisme").get()
    assert jury.certificats_remis_le == certificat.remis_le == date(2026, 12, 8)
    assert certificat.remis_a == certificat.presentation.inscription.organisme.nom


def televerser(nom, octets):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(nom, octets, content_type="application/pdf")


def pdf_valable() -> bytes:
    import io

    import pikepdf

    tampon = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tampon)
    return tampon.getvalue()


def test_un_organisme_ouvre_ses_certificats_et_pas_ceux_d_un_autre(
    agent, connecte, referentiel, organisme, membre_of, membre_autre_of
):
    jury = jury_edite(dossier_pret(referentiel=referentiel, organisme=organisme), par=agent)
    certificat = Certificat.objects.get()
    adresse = reverse("certificat_fichier", args=[certificat.pk])
    assert connecte(membre_of).get(adresse).status_code == 404  # its results are told by the letters
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    reponse = connecte(membre_of).get(adresse)
    assert reponse.content.startswith(b"%PDF-")
    assert "certificat-mc-000001.pdf" in reponse.headers["Content-Disposition"]
    assert connecte(membre_autre_of).get(adresse).status_code == 404
    assert certificat.numero in texte(connecte(membre_of).get(reverse("certificat_liste")))
    assert certificat.numero not in texte(connecte(membre_autre_of).get(reverse("certificat_liste")))


def test_chercher_un_certificat(agent, connecte, referentiel):
    dossier = dossier_pret(
        referentiel=referentiel, candidat=CandidatFactory(nom_naissance="Œuvré-Çelik", prenom="Łucja")
    )
    jury_clos(dossier, dossier_pret(referentiel=referentiel), par=agent)
    client, adresse = connecte(agent), reverse("certificat_liste")
    for criteres, trouves in (
        ({"q": "lucja oeuvre"}, 1),
        ({"q": "CELIK Łucja"}, 1),
        ({"q": "000002"}, 1),
        ({"type": "BDC"}, 0),
        ({"annee": "2026"}, 2),
        ({"annee": "2025"}, 0),
        ({"q": "introuvable"}, 0),
    ):
        assert client.get(adresse, criteres).context["page"].paginator.count == trouves
    assert "nombre entier" in texte(client.get(adresse, {"annee": "deux mille"}))
