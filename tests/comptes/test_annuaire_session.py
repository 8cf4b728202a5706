"""What a sign-in by the directory opens: the second factor it stands for, the way out, the link with an account."""

import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from certif_portal.commun.journal import journal_de
from certif_portal.comptes import annuaire
from certif_portal.comptes.models import IdentiteAnnuaire, SessionOuverte, Utilisateur
from tests.annuaire import CLIENT
from tests.comptes.test_annuaire import CONNEXION, COURRIEL, DEPART, autoriser, dedans, ouvrir, refuse, venir
from tests.sessions import entrer

pytestmark = pytest.mark.django_db


# --- The second factor ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dit", "admises", "passe"),
    [
        ({}, ["mfa"], False),
        ({"amr": ["pwd"]}, ["mfa"], False),
        ({"amr": ["pwd", "mfa"]}, [], False),
        ({"amr": "mfa"}, ["mfa"], False),
        ({"amr": ["pwd", "mfa"]}, ["mfa"], True),
        ({"acr": "https://refeds.org/profile/mfa"}, ["https://refeds.org/profile/mfa"], True),
    ],
)
def test_le_second_facteur_de_l_annuaire_vaut_quand_le_centre_l_admet(client, directory, settings, dit, admises, passe):
    """ANNUAIRE-FACTEUR"""
    settings.OIDC_SECOND_FACTEUR = admises
    ouvrir()
    directory.jeton |= dit
    venir(client)
    assert dedans(client)
    reponse = client.get(reverse("mon_compte"))
    assert (reponse.status_code == 200) is passe
    assert passe or reponse.headers["Location"].startswith(reverse("second_facteur"))


@pytest.mark.parametrize(("amr", "ou"), [(["pwd"], "mfa_authenticate"), (["mfa"], "accueil")])
def test_qui_a_un_facteur_au_portail_le_donne_si_l_annuaire_n_en_a_pas_vu(client, directory, settings, amr, ou):
    settings.OIDC_SECOND_FACTEUR = ["mfa"]
    personne = ouvrir()
    Authenticator.objects.create(user=personne, type=Authenticator.Type.TOTP, data={"secret": ""})
    directory.jeton["amr"] = amr
    assert venir(client).headers["Location"] == reverse(ou)
    assert dedans(client) is (ou == "accueil")


def test_ce_que_l_annuaire_a_prouve_ne_sert_pas_a_un_mot_de_passe(client, directory, settings):
    """What a session of before showed is gone with it."""
    settings.OIDC_SECOND_FACTEUR = ["mfa"]
    personne = ouvrir()
    personne.set_password("une phrase assez longue")
    personne.save(update_fields=["password"])
    Authenticator.objects.create(user=personne, type=Authenticator.Type.TOTP, data={"secret": ""})
    directory.jeton["amr"] = ["mfa"]
    venir(client)
    client.post(reverse("account_logout"))
    reponse = client.post(CONNEXION, {"login": COURRIEL, "password": "une phrase assez longue"})
    assert reponse.headers["Location"] == reverse("mfa_authenticate")


# --- The way out, the account's own page ------------------------------------------------------------
def test_sortir_du_portail_sort_de_l_annuaire(client, directory):
    personne = ouvrir()
    venir(client)
    vers = client.post(reverse("account_logout")).headers["Location"]
    assert vers.startswith(f"{directory.emetteur}/sortir?")
    assert dict(parse_qsl(urlsplit(vers).query))["post_logout_redirect_uri"] == f"http://testserver{CONNEXION}"
    assert not dedans(client)
    assert not SessionOuverte.objects.filter(compte=personne).exists()


@pytest.mark.parametrize("cas", ["sans page", "absent"])
def test_on_sort_du_portail_meme_sans_l_annuaire(client, directory, cas):
    ouvrir()
    venir(client)
    annuaire.oublier()
    if cas == "absent":
        directory.panne["/.well-known/openid-configuration"] = 500
    else:
        directory.decouverte = lambda: (
            {n: f"{directory.emetteur}/{n}" for n in annuaire.ADRESSES} | {"issuer": directory.emetteur}
        )
    assert client.post(reverse("account_logout")).headers["Location"] == CONNEXION
    assert not dedans(client)


def test_la_page_de_sortie_peut_avoir_sa_question(client, directory):
    directory.dit = {"end_session_endpoint": f"{directory.emetteur}/sortir?p=centre"}
    ouvrir()
    venir(client)
    vers = client.post(reverse("account_logout")).headers["Location"]
    assert dict(parse_qsl(urlsplit(vers).query)) == {
        "p": "centre",
        "client_id": CLIENT,
        "post_logout_redirect_uri": f"http://testserver{CONNEXION}",
    }


def test_par_un_mot_de_passe_on_ne_sort_que_du_portail(client, directory):
    entrer(client, ouvrir())
    assert client.post(reverse("account_logout")).headers["Location"] == CONNEXION


def test_lier_son_acces_quand_l_annuaire_ne_verifie_pas_les_adresses(client, directory):
    personne = ouvrir()
    del directory.personne["email_verified"]
    directory.personne["email"] = "prenom.nom@groupe.example"
    entrer(client, personne)
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time()
    session.save()
    page = reverse("mon_compte")
    assert "pas encore lié" in client.get(page).content.decode()
    assert venir(client).headers["Location"] == page
    assert "Délier" in client.get(page).content.decode()
    assert venir(autre := Client()).status_code == 302
    assert autre.session["_auth_user_id"] == str(personne.pk)
    assert client.post(reverse("annuaire_delier")).headers["Location"] == page
    assert not IdentiteAnnuaire.objects.exists()
    assert "Accès délié de l’annuaire du centre." in [ligne.phrase for ligne in journal_de(personne)]
    assert refuse(venir(Client()), "Aucun accès de l’équipe")


def test_lier_demande_de_se_confirmer(client, directory):
    personne = ouvrir()
    personne.set_password("une phrase assez longue")
    personne.save(update_fields=["password"])
    entrer(client, personne)  # long ago
    assert client.post(DEPART).headers["Location"].startswith(reverse("account_reauthenticate"))


def test_delier_aussi(client, directory):
    """ANNUAIRE-INVITES: a session left open is no place to undo the link; confirmed, it is undone."""
    personne = ouvrir()
    venir(Client())  # linked
    personne.set_password("une phrase assez longue")
    personne.save(update_fields=["password"])
    entrer(client, personne)  # long ago
    vers = client.post(reverse("annuaire_delier")).headers["Location"]
    assert vers == f"{reverse('account_reauthenticate')}?next={reverse('mon_compte')}"
    assert IdentiteAnnuaire.objects.filter(compte=personne).exists()
    assert client.post(vers, {"password": "une phrase assez longue"}).headers["Location"] == reverse("mon_compte")
    assert client.post(reverse("annuaire_delier")).headers["Location"] == reverse("mon_compte")
    assert not IdentiteAnnuaire.objects.exists()


def test_un_retour_pour_quelqu_un_d_autre_ne_lie_rien(client, directory):
    """Somebody is made to come back with the identity of another: their session did not ask."""
    retour = autoriser(voleur := Client())
    personne = entrer(client, ouvrir()) and Utilisateur.objects.get()
    session = client.session
    session[annuaire.DEPARTS] = voleur.session[annuaire.DEPARTS]
    session.save()
    assert refuse(client.get(retour), annuaire.RECOMMENCER)
    assert not personne.identites.exists()


def test_les_departs_d_un_reseau_sont_bornes(client, directory, monkeypatch):
    from certif_portal.comptes.views import annuaire as vues

    monkeypatch.setattr(vues, "DEPARTS_PAR_MINUTE", 2)
    assert [client.post(DEPART).status_code for _ in range(3)] == [302, 302, 429]


def test_le_jeton_du_vrai_annuaire_est_bien_signe(directory):
    """Negative control of the lies: the same token, untouched, holds under the key that is published."""
    lu = jwt.decode(directory.identite({"nonce": "n"}), directory.signe_avec.public_key(), ["RS256"], audience=CLIENT)
    assert lu["sub"] == "s-1"
