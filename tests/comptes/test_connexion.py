"""Login by mailed code or by password, through the outbox; sign-up is closed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certif_portal.commun import envoi, horloge
from certif_portal.commun.models import Courriel
from certif_portal.comptes import services
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import EssaisConnexion, Utilisateur
from certif_portal.comptes.regles import ESSAIS_LIBRES

PHRASE = "une phrase assez longue"


@pytest.fixture
def compte(agent):
    agent.set_password(PHRASE)
    agent.save(update_fields=["password"])
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
    return agent


def demander_code(client, adresse):
    return client.post(reverse("account_request_login_code"), {"email": adresse})


def code_recu() -> str:
    return re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", Courriel.objects.get().texte, re.M).group(1)


@pytest.mark.sqlite
def test_se_connecter_par_un_code(client, compte):
    reponse = demander_code(client, compte.email)
    assert (reponse.status_code, reponse.headers["Location"]) == (302, reverse("account_confirm_login_code"))
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.acte, courriel.confidentiel) == (compte.email, "connexion", True)
    assert code_recu() not in courriel.objet
    client.post(reverse("account_confirm_login_code"), {"code": code_recu()})
    assert client.session["_auth_user_id"] == str(compte.pk)


def test_un_mauvais_code_n_ouvre_rien(client, compte):
    demander_code(client, compte.email)
    page = client.post(reverse("account_confirm_login_code"), {"code": "AAAAAA"})
    assert page.status_code == 200
    assert page.context["verify_form"].errors != {}
    assert "_auth_user_id" not in client.session


def test_le_code_d_un_navigateur_ne_vaut_pas_dans_un_autre(client, compte, connecte):
    demander_code(client, compte.email)
    autre = Client()
    autre.post(reverse("account_confirm_login_code"), {"code": code_recu()})
    assert "_auth_user_id" not in autre.session


def test_une_adresse_inconnue_recoit_la_meme_reponse(client, compte):
    connue, inconnue = demander_code(Client(), compte.email), demander_code(client, "personne@exemple.fr")
    assert (connue.status_code, connue.headers["Location"]) == (inconnue.status_code, inconnue.headers["Location"])
    courriel = Courriel.objects.get(destinataire="personne@exemple.fr")
    assert "personne@exemple.fr" in courriel.texte
    assert re.search(r"\b[A-Z0-9]{6}\b", courriel.texte) is None


def test_se_connecter_par_mot_de_passe(client, compte):
    client.post(reverse("account_login"), {"login": compte.email.upper(), "password": PHRASE})
    assert client.session["_auth_user_id"] == str(compte.pk)


def test_mot_de_passe_faux_et_adresse_inconnue_disent_la_meme_chose(client, compte):
    textes = [
        client.post(reverse("account_login"), {"login": adresse, "password": "x" * 20}).context["form"].errors.as_text()
        for adresse in (compte.email, "personne@exemple.fr")
    ]
    assert textes[0] == textes[1] != ""
    assert "_auth_user_id" not in client.session


def test_un_invite_qui_n_a_pas_accepte_ne_se_connecte_pas(client, responsable):
    services.inviter(
        courriel="lucja@exemple.fr",
        prenom="Łucja",
        nom="Œuvré",
        role=Role.AGENT,
        portee="Tout",
        par=responsable,
        a=horloge.maintenant(),
    )
    Courriel.objects.all().delete()
    demander_code(client, "lucja@exemple.fr")
    assert re.search(r"\b[A-Z0-9]{6}\b", Courriel.objects.get().texte) is None
    assert "_auth_user_id" not in client.session


def test_personne_ne_s_inscrit(client, db):
    adresse = reverse("account_signup")
    assert "signup_closed" in " ".join(t.name or "" for t in client.get(adresse).templates)
    client.post(adresse, {"email": "intrus@exemple.fr", "password1": PHRASE})
    assert not Utilisateur.objects.filter(email="intrus@exemple.fr").exists()


def test_le_code_est_efface_une_fois_parti(client, compte):
    demander_code(client, compte.email)
    courriel = Courriel.objects.get()
    code = code_recu()
    assert envoi.envoyer(courriel.pk, a=horloge.maintenant())
    courriel.refresh_from_db()
    assert (courriel.etat, code in courriel.texte) == ("envoye", False)


def test_demander_un_autre_mot_de_passe(client, compte):
    client.post(reverse("account_reset_password"), {"email": compte.email})
    lien = re.search(r"http\S+", Courriel.objects.get().texte).group()
    assert lien.startswith("http://127.0.0.1:8000/")
    page = client.get(lien.removeprefix("http://127.0.0.1:8000"), follow=True)
    nouveau = "une autre phrase assez longue"
    client.post(page.redirect_chain[-1][0], {"password1": nouveau, "password2": nouveau})
    compte.refresh_from_db()
    assert compte.check_password(nouveau)


def test_une_personne_qui_se_trompe_ne_ferme_pas_la_salle(client, compte, settings, responsable):
    """Decisions 0165 and 0413: her failures shut her account, and nobody else's behind the same address."""
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITES_DE_CONNEXION
    cache.clear()
    responsable.set_password(PHRASE)
    responsable.save(update_fields=["password"])
    EmailAddress.objects.create(user=responsable, email=responsable.email, verified=True, primary=True)

    def entrer(personne, mot_de_passe=PHRASE):
        navigateur = Client()
        navigateur.post(reverse("account_login"), {"login": personne.email, "password": mot_de_passe})
        return navigateur.session.get("_auth_user_id")

    for _ in range(ESSAIS_LIBRES):
        assert entrer(compte, "une autre phrase assez longue") is None
    assert entrer(compte) is None  # hers is shut, even with the right password
    assert entrer(responsable) == str(responsable.pk)  # from the same address
    EssaisConnexion.objects.all().delete()
    assert entrer(compte) == str(compte.pk)


def test_une_adresse_qui_se_trompe_cent_fois_est_fermee(compte, settings):
    """The bound of an address: guessing over many accounts is stopped, far above what a room mistypes."""
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITES_DE_CONNEXION | {"login_failed": "3/m/ip"}
    cache.clear()
    for rang in range(3):
        Client().post(reverse("account_login"), {"login": f"inconnu{rang}@exemple.fr", "password": "x" * 20})
    navigateur = Client()
    navigateur.post(reverse("account_login"), {"login": compte.email, "password": PHRASE})
    assert navigateur.session.get("_auth_user_id") is None
    cache.clear()
    assert settings.LIMITES_DE_CONNEXION["login_failed"] == "100/m/ip"
