"""Files of a refused form, forms sent too late: kept, sealed, given back to their author alone, then thrown away."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from candidats.models import PieceIdentite
from certif_portal.commun import gardes
from certif_portal.commun.models import EntreeJournal, FichierGarde, SaisieGardee
from certif_portal.commun.pages import nom_de_saisie
from certif_portal.commun.tasks import purger_gardes
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import creer_membre
from tests.sessions import entrer, prouver

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def png(nom="carte.png"):
    sortie = BytesIO()
    Image.new("RGB", (40, 30), "white").save(sortie, "PNG")
    return SimpleUploadedFile(nom, sortie.getvalue(), "image/png")


@pytest.fixture
def brouillon(organisme, referentiel):
    return InscriptionFactory(organisme=organisme, referentiel=referentiel, brouillon=True)


@pytest.fixture
def depot(connecte, membre_of, brouillon):
    """The form of an identity paper, refused: its type is not said."""
    client, adresse = connecte(membre_of), reverse("piece_identite_deposer", args=[brouillon.pk])
    reponse = client.post(adresse, {"fichier": png(), "type_document": ""})
    return client, adresse, reponse


def cle_de(reponse):
    return reponse.context["formulaire"]["fichier"].value().garde


def test_un_fichier_survit_a_un_formulaire_refuse(depot, brouillon):
    client, adresse, reponse = depot
    corps = reponse.content.decode()
    assert "carte.png" in corps
    assert f'name="fichier-garde" value="{cle_de(reponse)}"' in corps
    assert 'name="fichier-oter"' in corps
    suite = client.post(adresse, {"type_document": "carte", "fichier-garde": cle_de(reponse)})
    assert suite.status_code == 302
    piece = PieceIdentite.objects.get(inscription=brouillon, supprimee_le__isnull=True)
    assert (piece.fichier.nom, piece.fichier.type_mime) == ("carte.png", "image/png")
    assert FichierGarde.objects.count() == 0


def test_un_autre_fichier_prend_sa_place_et_on_peut_l_oter(depot, brouillon):
    client, adresse, reponse = depot
    sans = client.post(adresse, {"type_document": "carte", "fichier-garde": cle_de(reponse), "fichier-oter": "on"})
    assert sans.context["formulaire"].errors == {"fichier": ["Ce champ est obligatoire."]}
    client.post(adresse, {"type_document": "carte", "fichier-garde": cle_de(reponse), "fichier": png("autre.png")})
    assert PieceIdentite.objects.get(inscription=brouillon, supprimee_le__isnull=True).fichier.nom == "autre.png"


def test_un_fichier_refuse_n_est_pas_garde(connecte, membre_of, brouillon):
    adresse = reverse("piece_identite_deposer", args=[brouillon.pk])
    faux = SimpleUploadedFile("carte.png", b"ce n'est pas une image", "image/png")
    reponse = connecte(membre_of).post(adresse, {"fichier": faux, "type_document": ""})
    assert "fichier" in reponse.context["formulaire"].errors
    assert FichierGarde.objects.count() == 0


def test_un_fichier_garde_est_scelle_a_son_auteur_et_a_son_adresse(depot, connecte, organisme, referentiel):
    _, adresse, reponse = depot
    cle, ligne = cle_de(reponse), FichierGarde.objects.get()
    assert b"PNG" not in bytes(ligne.scelle)
    assert cle not in (ligne.empreinte, ligne.chemin)
    collegue = connecte(creer_membre(organisme))
    refuse = collegue.post(adresse, {"type_document": "carte", "fichier-garde": cle})
    assert refuse.context["formulaire"].errors == {"fichier": ["Ce champ est obligatoire."]}
    ailleurs = InscriptionFactory(organisme=organisme, referentiel=referentiel, brouillon=True)
    autre = reverse("piece_identite_deposer", args=[ailleurs.pk])
    refuse = depot[0].post(autre, {"type_document": "carte", "fichier-garde": cle})
    assert refuse.context["formulaire"].errors == {"fichier": ["Ce champ est obligatoire."]}


def test_le_vingt_et_unieme_fichier_chasse_le_premier(agent):
    for rang in range(gardes.NOMBRE_MAXIMUM + 1):
        gardes.garder_fichier(png(f"{rang}.png"), auteur=agent.pk, chemin="/", a=A)
    noms = list(FichierGarde.objects.order_by("pk").values_list("nom", flat=True))
    assert (len(noms), noms[0], noms[-1]) == (20, "1.png", "20.png")


def test_au_dela_du_total_rien_n_est_garde(monkeypatch, agent):
    monkeypatch.setattr(gardes, "TOTAL_SANS_COMPTE", png().size)
    assert gardes.garder_fichier(png(), auteur=None, chemin="/", a=A) != ""
    assert gardes.garder_fichier(png(), auteur=None, chemin="/", a=A) == ""
    assert gardes.garder_fichier(png(), auteur=agent.pk, chemin="/", a=A) != ""


# ---------------------------------------------------------------- a session that ends


def page_de(client, adresse):
    """The hidden word of the page: whom it was made for."""
    return client.get(adresse).content.decode().split('name="page" value="')[1].split('"')[0]


def test_une_session_perdue_rend_le_texte_et_le_fichier_sans_rien_faire(connecte, membre_of, brouillon):
    adresse = reverse("piece_identite_deposer", args=[brouillon.pk])
    page = page_de(connecte(membre_of), adresse)
    perdu = Client()
    envoi = perdu.post(adresse, {"page": page, "type_document": "passeport", "fichier": png()})
    assert (envoi.status_code, envoi["Location"]) == (302, f"{reverse('account_login')}?next={adresse}")
    cookie = perdu.cookies[gardes.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 7200)
    accueil = perdu.get(envoi["Location"]).content.decode()
    assert "Ce que vous envoyiez est gardé" in accueil
    entrer(perdu, membre_of)
    actes = EntreeJournal.objects.count()
    retour = perdu.get(adresse)
    assert retour.context["formulaire"]["type_document"].value() == "passeport"
    assert "carte.png" in retour.content.decode()
    assert "Votre session s’était terminée" in retour.content.decode()
    assert (EntreeJournal.objects.count(), PieceIdentite.objects.count()) == (actes, 0)
    perdu.post(adresse, {"type_document": "passeport", "fichier-garde": cle_de(retour)})
    assert PieceIdentite.objects.get().fichier.nom == "carte.png"
    assert SaisieGardee.objects.count() == 0


def test_un_autre_compte_ne_voit_rien_et_la_base_seule_ne_lit_rien(connecte, agent, responsable, organisme):
    adresse = reverse("organismeformation_modifier", args=[organisme.pk])
    page = page_de(connecte(agent), adresse)
    perdu = Client()
    perdu.post(adresse, {"page": page, "nom": "Nom saisi trop tard"})
    ligne = SaisieGardee.objects.get()
    assert (ligne.auteur, b"trop tard" in bytes(ligne.scelle)) == (agent, False)
    entrer(perdu, responsable)
    assert "Nom saisi trop tard" not in perdu.get(adresse).content.decode()
    entrer(perdu, agent)
    assert "Nom saisi trop tard" in perdu.get(adresse).content.decode()
    perdu.post(reverse("saisie_oublier"), {"chemin": adresse})
    page = perdu.get(adresse).content.decode()
    assert ("Nom saisi trop tard" in page, f'data-recu="{nom_de_saisie(adresse)}"' in page) == (False, True)


def test_une_page_d_ailleurs_ou_un_mot_de_passe_ne_sont_jamais_gardes(organisme):
    adresse = reverse("organismeformation_modifier", args=[organisme.pk])
    Client().post(adresse, {"nom": "Glissé par un autre site"})
    assert SaisieGardee.objects.count() == 0
    attaque = Client(enforce_csrf_checks=True)
    refus = attaque.post(adresse, {"nom": "x"}, headers={"Origin": "https://ailleurs.example"})
    assert (refus.status_code, SaisieGardee.objects.count()) == (403, 0)
    expiree = attaque.post(
        reverse("account_login"), {"login": "a@b.fr", "password": "secret"}, headers={"Origin": "http://testserver"}
    )
    assert (expiree.status_code, SaisieGardee.objects.count()) == (302, 0)


def test_une_page_restee_ouverte_trop_longtemps_rend_ce_qui_etait_saisi(connecte, agent, organisme):
    """Logged in again in another tab: the page's protection is that of the session before."""
    adresse = reverse("organismeformation_modifier", args=[organisme.pk])
    page = page_de(connecte(agent), adresse)
    client = Client(enforce_csrf_checks=True)
    entrer(client, agent)
    reponse = client.post(
        adresse, {"page": page, "nom": "Saisi hier"}, headers={"Origin": "http://testserver"}, follow=True
    )
    assert reponse.redirect_chain == [(adresse, 302)]
    assert 'value="Saisi hier"' in reponse.content.decode()


def test_ce_que_personne_ne_reprend_est_jete(agent):
    gardes.garder_fichier(png(), auteur=agent.pk, chemin="/", a=A)
    assert gardes.purger(A + timedelta(hours=2) - timedelta(seconds=1)) == 0
    assert gardes.purger(A + timedelta(hours=2)) == 1
    assert purger_gardes() == 0


def test_l_adresse_d_un_bouton_mene_a_la_page_qui_le_porte(connecte, agent, inscription):
    adresse = reverse("inscription_accepter", args=[inscription.pk])
    reponse = connecte(agent).get(adresse, headers={"Accept": "text/html"}, follow=True)
    assert reponse.redirect_chain == [(reverse("inscription_detail", args=[inscription.pk]), 302)]
    assert "ce lien est celui d’un bouton" in reponse.content.decode()


def test_une_session_perdue_sur_un_bouton_ramene_a_sa_page(connecte, agent, inscription):
    page = reverse("inscription_detail", args=[inscription.pk])
    jeton = page_de(connecte(agent), page)
    perdu = Client()
    adresse = reverse("inscription_accepter", args=[inscription.pk])
    envoi = perdu.post(adresse, {"page": jeton}, headers={"Referer": f"http://testserver{page}"})
    assert envoi["Location"] == f"{reverse('account_login')}?next={page}"
    entrer(perdu, agent)
    assert "n’a pas été fait" in perdu.get(page).content.decode()


@pytest.mark.parametrize(("qui", "rendue"), [("agent", True), ("responsable", False), ("auditeur", False)])
def test_la_saisie_revient_par_la_vraie_connexion_a_son_seul_auteur(request, connecte, agent, organisme, qui, rendue):
    """By the login page, with a password, then the second factor asked of the role; another gets nothing of it."""
    page = reverse("organismeformation_modifier", args=[organisme.pk])
    envoyee = {"page": page_de(connecte(agent), page), "nom": "Tapé avant la fin"}
    perdu = Client()
    envoi = perdu.post(page, envoyee)
    assert envoi["Location"].startswith(reverse("account_login"))
    personne = request.getfixturevalue(qui)
    personne.set_password("une phrase assez longue")
    personne.save(update_fields=["password"])
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    entree = perdu.post(envoi["Location"], {"login": personne.email, "password": "une phrase assez longue"})
    assert (entree.status_code, perdu.session["_auth_user_id"]) == (302, str(personne.pk))
    retour = prouver(perdu, personne).get(page)
    assert ("Tapé avant la fin" in retour.content.decode()) is rendue
