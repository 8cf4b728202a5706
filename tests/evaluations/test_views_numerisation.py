"""The screens of scans: deposited, read, attributed, accepted; nothing of it to an OF without delegation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from evaluations.choix import EtatFeuille, EtatPage
from evaluations.documents.feuille import avis_a_signer_en_pdf
from evaluations.forms.numerisation import NumerisationForm
from evaluations.models import DelegationOrganisation, FeuilleRecue, Numerisation, PageNumerisee
from evaluations.services.avis import ouvrir_avis
from tests.candidats.papiers import pages_blanches
from tests.habilitations.dossier import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def avis(inscription, agent):
    return ouvrir_avis(inscription=inscription, par=agent, a=horloge.maintenant())


@pytest.fixture
def delegation(organisme, responsable):
    return DelegationOrganisation.objects.create(
        organisme=organisme,
        du=horloge.aujourdhui(),
        motif="Convention.",
        decidee_le=horloge.maintenant(),
        decidee_par=responsable,
    )


def deposer(client, octets):
    envoi = {"fichier": SimpleUploadedFile("feuilles.pdf", octets)}
    return client.post(reverse("numerisation_liste"), envoi, follow=True).content.decode()


def test_de_la_numerisation_a_l_avis_a_saisir(connecte, agent, inscription, avis):
    """FEUILLE-VERIFIEE"""
    client = connecte(agent)
    page = deposer(client, avis_a_signer_en_pdf(avis, parametres()))
    assert "1 page rangée, 0 à attribuer." in page
    feuille = FeuilleRecue.objects.get()
    detail = client.get(feuille.get_absolute_url()).content.decode()
    assert reverse("feuille_accepter", args=[feuille.pk]) in detail
    assert client.get(reverse("feuille_image", args=[feuille.pk]))["Content-Type"] == "image/jpeg"
    fichier = client.get(reverse("feuille_fichier", args=[feuille.pk]))
    assert fichier["Content-Type"] == "application/pdf"
    reponse = client.post(reverse("feuille_accepter", args=[feuille.pk]))
    assert reponse.url == reverse("avis_saisir", args=[inscription.pk])
    avis.refresh_from_db()
    assert avis.papier == feuille.fichier


def test_une_page_sans_code_est_montree_et_demandee(connecte, agent, avis):
    client = connecte(agent)
    assert "0 page rangée, 1 à attribuer." in deposer(client, pdf())
    page = PageNumerisee.objects.get()
    adresse = reverse("page_attribuer", args=[page.pk])
    assert reverse("page_image", args=[page.pk]) in client.get(adresse).content.decode()
    assert client.get(reverse("page_image", args=[page.pk]))["Cache-Control"] == "private, no-store"
    refusee = client.post(adresse, {"feuille": f"A:{avis.pk}", "numero": 3, "pages": 2}).content.decode()
    assert "et la page 3 est dite" in refusee
    client.post(adresse, {"feuille": f"A:{avis.pk}", "numero": 1, "pages": 1})
    page.refresh_from_db()
    assert (page.etat, page.feuille.avis, page.attribuee_par) == (EtatPage.RANGEE, avis, agent)
    deposer(client, pdf())
    autre = PageNumerisee.objects.get(etat=EtatPage.A_ATTRIBUER)
    client.post(reverse("page_attribuer", args=[autre.pk]), {"ecarter": "1"})
    autre.refresh_from_db()
    assert autre.etat == EtatPage.ECARTEE


def test_renvoyer_une_feuille(connecte, agent, avis):
    client = connecte(agent)
    deposer(client, avis_a_signer_en_pdf(avis, parametres()))
    feuille = FeuilleRecue.objects.get()
    client.post(reverse("feuille_renvoyer", args=[feuille.pk]), {"motif": "Pas signée."})
    feuille.refresh_from_db()
    assert (feuille.etat, feuille.motif) == (EtatFeuille.RENVOYEE, "Pas signée.")
    assert client.get(reverse("feuille_renvoyer", args=[feuille.pk])).url == feuille.get_absolute_url()
    assert "Pas signée." in client.get(feuille.get_absolute_url()).content.decode()


def test_un_organisme_delegue_depose_et_ne_verifie_pas(connecte, membre_of, membre_autre_of, delegation, avis):
    """DELEGATION-ORGANISATION"""
    client, saisie = connecte(membre_of), reverse("avis_saisir", args=[avis.inscription_id])
    assert saisie in client.get(reverse("numerisation_liste")).content.decode()
    assert "1 page rangée" in deposer(client, avis_a_signer_en_pdf(avis, parametres()))
    assert saisie not in client.get(reverse("numerisation_liste")).content.decode()  # the centre has its paper
    feuille, depot = FeuilleRecue.objects.get(), Numerisation.objects.get()
    assert (feuille.organisme, depot.organisme) == (delegation.organisme, delegation.organisme)
    assert client.get(feuille.get_absolute_url()).status_code == 200
    assert client.post(reverse("feuille_accepter", args=[feuille.pk])).status_code == 403
    assert "Commissions que vous organisez" in client.get("/").content.decode()
    autre = connecte(membre_autre_of)
    assert autre.get(reverse("numerisation_liste")).status_code == 403
    assert autre.get(feuille.get_absolute_url()).status_code == 404
    assert "Commissions que vous organisez" not in autre.get("/").content.decode()


def test_reprendre_une_lecture(connecte, agent, avis):
    client = connecte(agent)
    deposer(client, pdf())
    depot = Numerisation.objects.get()
    reponse = client.post(reverse("numerisation_reprendre", args=[depot.pk]))
    assert (reponse.url, PageNumerisee.objects.count()) == (depot.get_absolute_url(), 1)


def test_trois_cents_pages_passent_la_porte():
    """At its bound, beyond which nothing is read."""
    lus = {
        pages: NumerisationForm({}, {"fichier": SimpleUploadedFile("f.pdf", pages_blanches(pages))}).errors
        for pages in (300, 301)
    }
    assert lus == {300: {}, 301: {"fichier": ["Ce PDF compte 301 pages : de 1 à 300 sont attendues."]}}
