"""A jury composed by picking, convened on its real day, its émargement printed before."""

from datetime import date

import pytest
from django.urls import reverse

from jurys.choix import College
from jurys.models import PersonneJury, PieceJury
from tests.jurys.factories import JuryFactory, creer_jury_compose, dossier_pret, jury_edite, presenter
from tests.jurys.views.lecture import messages_de, texte
from tests.jurys.views.test_piece import pdf_valable, televerser

pytestmark = pytest.mark.django_db


def test_composer_en_cochant(agent, connecte):
    jury, client = JuryFactory(), connecte(agent)
    adresse = reverse("jury_composer", args=[jury.pk])
    personnes = [
        PersonneJury.objects.create(nom=nom, prenom="Ana", college=College.PATRONAL, cle=f"{nom} ana")
        for nom in ("un", "deux")
    ]
    assert "sans adresse : convoqué par courrier" in texte(client.get(adresse))
    assert "Choisissez au moins une personne" in texte(client.post(adresse, {"personnes": []}))
    envoi = {"personnes": [p.pk for p in personnes], "preside": personnes[1].pk}
    assert client.post(adresse, envoi).url == jury.get_absolute_url()
    assert sorted(jury.membres.values_list("nom", "preside")) == [("deux", True), ("un", False)]
    client.post(reverse("personne_jury_retirer", args=[personnes[0].pk]), {"next": adresse})
    assert "UN</b>" not in client.get(adresse).content.decode()


def test_la_convocation_annonce_ce_qui_part(agent, connecte, en_novembre):
    jury = creer_jury_compose(etat="preparation")
    client, adresse = connecte(agent), reverse("jury_convoquer", args=[jury.pk])
    page = texte(client.get(adresse))
    for attendu in (
        "2 convocations par courriel",
        "2 convocations par courrier, à imprimer",
        "2 copies par courrier aux organisations qui ont mandaté, à imprimer",
        "Au plus tard le 23 novembre 2026",
    ):
        assert attendu in page
    client.post(adresse, {"canal": "portail", "le": "10/11/2026"})
    jury.refresh_from_db()
    [lettres] = jury.lettres_convocation.all()
    assert (jury.convoque_le, lettres.nombre) == (date(2026, 11, 10), 4)
    page = texte(client.get(jury.get_absolute_url()))
    assert "4 lettres à imprimer" in page
    assert client.get(reverse("lettres_convocation", args=[lettres.pk])).content.startswith(b"%PDF")


def test_une_convocation_deja_partie_se_saisit_avec_sa_preuve(agent, connecte, en_novembre):
    jury = creer_jury_compose(etat="preparation")
    client, adresse = connecte(agent), reverse("jury_convoquer", args=[jury.pk])
    envoi = {"canal": "courrier", "le": "05/11/2026"}
    assert "CONVOCATION-PROUVEE" in texte(client.post(adresse, envoi))
    client.post(adresse, {**envoi, "preuve": televerser("recu.pdf", pdf_valable())})
    jury.refresh_from_db()
    assert (jury.convoque_le, jury.convocation_canal) == (date(2026, 11, 5), "courrier")
    assert jury.convocation_preuve.nom == "recu.pdf"
    assert "partie le 5 novembre 2026, courrier posté" in texte(client.get(jury.get_absolute_url()))


def test_l_emargement_s_edite_avant_et_un_scan_se_remplace(agent, connecte, referentiel):
    jury, client = creer_jury_compose(), connecte(agent)
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    reponse = client.post(reverse("jury_emargement", args=[jury.pk]), follow=True)
    assert "chaque membre la signe" in messages_de(reponse)[-1]
    assert "Rééditer" in texte(reponse)
    piece = PieceJury.objects.get()
    assert client.get(reverse("piece_jury_fichier", args=[piece.pk])).content.startswith(b"%PDF")


def test_remplacer_un_scan_demande_un_motif(agent, connecte, referentiel):
    jury, client = jury_edite(dossier_pret(referentiel=referentiel), par=agent), connecte(agent)
    piece = jury.pieces.get(nature="pv")
    scan = {"scan": televerser("pv.pdf", pdf_valable())}
    client.post(reverse("piece_jury_deposer", args=[piece.pk]), scan)
    adresse = reverse("piece_jury_remplacer", args=[piece.pk])
    scan = {"scan": televerser("bon.pdf", pdf_valable())}
    client.post(adresse, {**scan, "motif": "Mauvais jury."})
    piece.refresh_from_db()
    assert piece.scan.nom == "bon.pdf"
    assert "Mauvais jury." in texte(client.get(jury.get_absolute_url()))
