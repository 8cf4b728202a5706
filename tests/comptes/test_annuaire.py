"""Coming in by the centre's directory: one over HTTP, its tokens signed, and every way of lying to the portal."""

import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.journal import journal_de
from certif_portal.comptes import annuaire
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import IdentiteAnnuaire, Utilisateur
from tests.annuaire import AUTRE_CLE, CLIENT, SECRET
from tests.comptes.factories import UtilisateurFactory, creer_personne
from tests.sessions import entrer

pytestmark = pytest.mark.django_db
DEPART, RETOUR, CONNEXION = reverse("annuaire_connexion"), reverse("annuaire_retour"), reverse("account_login")
COURRIEL = "agent@centre.fr"
HIER = -24 * 3600


def ouvrir(role=Role.AGENT, email=COURRIEL, **champs):
    personne = creer_personne(role, email=email, **champs)
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    return personne


def autoriser(client: Client, **envoi) -> str:
    """From the button to the address where the directory sends the browser back."""
    depart = client.post(DEPART, envoi)
    assert depart.status_code == 302, depart.content.decode()
    retour = requests.get(depart.headers["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert retour.startswith(f"http://testserver{RETOUR}?")
    return retour


def venir(client: Client, **envoi):
    return client.get(autoriser(client, **envoi))


def dedans(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refuse(reponse, phrase: str, statut: int = 403) -> bool:
    texte = reponse.content.decode()
    assert "La connexion n’a pas abouti" in texte, texte
    return (reponse.status_code, phrase.replace(" :", "\xa0:") in texte) == (statut, True)


def test_sans_annuaire_rien_n_existe(client, agent):
    assert [client.post(DEPART).status_code, client.get(RETOUR).status_code] == [404, 404]
    assert "le compte de votre centre" not in client.get(CONNEXION).content.decode()
    assert "Annuaire du centre" not in entrer(client, agent).get(reverse("mon_compte")).content.decode()


def test_qui_est_invite_entre_par_l_annuaire(client, directory):
    """ANNUAIRE-INVITES: the address that the directory verified, then the subject that was recorded."""
    personne = ouvrir()
    assert "Se connecter avec le compte de votre centre" in client.get(CONNEXION).content.decode()
    reponse = venir(client, next="/candidats/")
    assert (reponse.status_code, reponse.headers["Location"]) == (302, "/candidats/")
    assert client.session["_auth_user_id"] == str(personne.pk)
    assert "Accès lié à l’annuaire du centre." in [ligne.phrase for ligne in journal_de(personne)]
    identite = IdentiteAnnuaire.objects.get()
    assert (identite.compte, identite.emetteur, identite.sujet) == (personne, directory.emetteur, "s-1")
    directory.personne |= {"email": "autre@centre.fr", "email_verified": False}  # another address in the directory
    autre = Client()
    assert venir(autre).headers["Location"] == reverse("accueil")
    assert autre.session["_auth_user_id"] == str(personne.pk)
    assert Utilisateur.objects.count() == 1


def test_la_demande_porte_etat_nonce_et_empreinte(client, directory):
    demande = dict(parse_qsl(urlsplit(client.post(DEPART).headers["Location"]).query))
    assert demande["code_challenge_method"] == "S256"
    assert demande["redirect_uri"] == f"http://testserver{RETOUR}"
    assert len({demande["state"], demande["nonce"], demande["code_challenge"]}) == 3
    assert min(len(demande[nom]) for nom in ("state", "nonce", "code_challenge")) >= 43
    [depart] = client.session[annuaire.DEPARTS].values()
    assert depart[1] not in demande.values()  # the secret of the exchange stays here


@pytest.mark.parametrize("suite", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_la_suite_reste_au_portail(client, directory, suite):
    ouvrir()
    assert venir(client, next=suite).headers["Location"] == reverse("accueil")


@pytest.mark.parametrize("role", [Role.ORGANISME, Role.EVALUATEUR, Role.JURE])
def test_l_annuaire_ne_parle_que_pour_l_equipe(client, directory, role):
    ouvrir(role)
    assert refuse(venir(client), "Aucun accès de l’équipe")
    assert not dedans(client)
    assert not IdentiteAnnuaire.objects.exists()


def test_l_annuaire_n_ouvre_aucun_acces(client, directory):
    """Unknown, invited and not come yet, closed, without a role any more: one sentence, and no account is made."""
    textes = []
    for prepare in (
        lambda: None,
        lambda: UtilisateurFactory(email=COURRIEL, is_active=False),
        lambda: Utilisateur.objects.update(is_active=True),
    ):
        prepare()
        reponse = venir(client)
        assert refuse(reponse, "Aucun accès de l’équipe")
        textes.append(reponse.content)
    assert len(set(textes)) == 1
    assert (Utilisateur.objects.count(), IdentiteAnnuaire.objects.count(), dedans(client)) == (1, 0, False)


def test_un_acces_ferme_le_reste_par_l_annuaire(client, directory):
    personne = ouvrir()
    venir(client)
    personne.attributions.update(retiree_le=horloge.maintenant())
    assert refuse(venir(Client()), "Aucun accès de l’équipe")
    personne.attributions.update(retiree_le=None)
    assert dedans(autre := Client()) is False
    assert venir(autre).status_code == 302
    Utilisateur.objects.update(is_active=False)
    assert refuse(venir(Client()), "Aucun accès de l’équipe")


def test_une_adresse_qui_a_change_de_mains_n_ouvre_pas_l_acces_de_l_autre(client, directory):
    ouvrir()
    venir(client)
    directory.personne["sub"] = "s-2"
    assert refuse(venir(Client()), "Cet accès est déjà lié à une personne de l’annuaire.")
    assert IdentiteAnnuaire.objects.get().sujet == "s-1"


def _adresse(valeur):
    return lambda d: d.personne.update(email_verified=valeur)


def _sans_verification(directory):
    del directory.personne["email_verified"]


@pytest.mark.parametrize("changer", [_adresse(False), _adresse("true"), _adresse(1), _sans_verification])
def test_une_adresse_que_l_annuaire_n_a_pas_verifiee_n_ouvre_rien(client, directory, changer):
    ouvrir()
    changer(directory)
    assert refuse(venir(client), "Aucun accès de l’équipe")
    directory.personne["email_verified"] = True  # negative control
    assert venir(client).status_code == 302


def jeton(**dit):
    return lambda d: d.jeton.update(dit)


def sans(nom):
    return lambda d: d.oter.add(nom)


def signe(cle, algorithme="RS256", kid="k1"):
    def changer(d):
        d.signe_avec, d.algorithme, d.kid = cle, algorithme, kid

    return changer


MENSONGES = {
    "signature d’une autre clé": (signe(AUTRE_CLE), "FAUX"),
    "clé inconnue": (signe(AUTRE_CLE, kid="k2"), "FAUX"),
    "sans signature": (signe(None, "none"), "FAUX"),
    "secret partagé": (signe(SECRET * 3, "HS256"), "FAUX"),
    "autre émetteur": (jeton(iss="https://ailleurs.example"), "FAUX"),
    "autre site": (jeton(aud="un-autre"), "FAUX"),
    "deux sites, sans dire lequel": (jeton(aud=[CLIENT, "un-autre"]), "FAUX"),
    "deux sites, pour l’autre": (jeton(aud=[CLIENT, "un-autre"], azp="un-autre"), "FAUX"),
    "un site, donné à un autre": (jeton(azp="un-autre"), "FAUX"),
    "expiré": (jeton(exp=int(time.time()) + HIER), "HEURE"),
    "à venir": (jeton(iat=int(time.time()) - HIER), "HEURE"),
    "pas encore": (jeton(nbf=int(time.time()) - HIER), "HEURE"),
    "nonce d’une autre demande": (jeton(nonce="n" * 43), "FAUX"),
    "sans nonce": (sans("nonce"), "FAUX"),
    "sans fin": (sans("exp"), "FAUX"),
    "sans heure": (sans("iat"), "FAUX"),
    "sans personne": (sans("sub"), "FAUX"),
    "sans destinataire": (sans("aud"), "FAUX"),
}


@pytest.mark.parametrize("mensonge", MENSONGES)
def test_un_jeton_qui_ment_n_ouvre_rien(client, directory, mensonge):
    changer, phrase = MENSONGES[mensonge]
    ouvrir()
    changer(directory)
    assert refuse(venir(client), getattr(annuaire, phrase))
    assert not dedans(client)
    assert not IdentiteAnnuaire.objects.exists()


@pytest.mark.parametrize(
    ("champ", "secondes"), [("exp", -(annuaire.ECART - 5)), ("iat", annuaire.ECART - 5), ("nbf", annuaire.ECART - 5)]
)
def test_deux_horloges_a_moins_d_une_minute_s_accordent(client, directory, champ, secondes):
    """The same at the bound: what is told a lie above is not, a minute nearer."""
    ouvrir()
    directory.jeton[champ] = int(time.time()) + secondes
    assert venir(client).status_code == 302


def test_deux_sites_dont_le_notre_qui_l_a_demande(client, directory):
    ouvrir()
    directory.jeton |= {"aud": [CLIENT, "un-autre"], "azp": CLIENT}
    assert venir(client).status_code == 302


def test_une_cle_nouvelle_est_relue(client, directory):
    ouvrir()
    venir(client)
    directory.cles, directory.signe_avec, directory.kid = {"k9": AUTRE_CLE}, AUTRE_CLE, "k9"
    assert venir(autre := Client()).status_code == 302
    assert dedans(autre)


def test_un_retour_ne_sert_qu_une_fois_et_qu_au_navigateur_parti(client, directory):
    ouvrir()
    retour = autoriser(client)
    voleur = Client()
    assert refuse(voleur.get(retour), annuaire.RECOMMENCER)
    assert client.get(retour).status_code == 302
    client.logout()
    assert refuse(client.get(retour), annuaire.RECOMMENCER)
    assert not dedans(voleur)


@pytest.mark.parametrize("chemin", ["/jeton", "/cles"])
def test_un_depart_qui_n_a_pas_abouti_ne_sert_plus(client, directory, chemin):
    """In the same session still, the directory back: neither its state nor its nonce serves again."""
    ouvrir()
    retour = autoriser(client)
    directory.panne[chemin] = 503
    assert refuse(client.get(retour), annuaire.ABSENT, 503)
    directory.panne.clear()
    assert client.session[annuaire.DEPARTS] == {}
    assert refuse(client.get(retour), annuaire.RECOMMENCER)


def test_un_code_deja_servi_est_refuse_par_l_annuaire(client, directory):
    ouvrir()
    retour = autoriser(client)
    directory.codes.clear()
    assert refuse(client.get(retour), annuaire.RENONCE)


def test_un_depart_trop_ancien(client, directory):
    ouvrir()
    retour = autoriser(client)
    session = client.session
    [(etat, depart)] = session[annuaire.DEPARTS].items()
    for age, statut in ((timedelta(minutes=11), 403), (timedelta(minutes=9), 302)):
        session[annuaire.DEPARTS] = {etat: [*depart[:4], (horloge.du_mur() - age).isoformat()]}
        session.save()
        assert client.get(retour).status_code == statut


def test_plusieurs_onglets_partent_sans_se_gener(client, directory):
    ouvrir()
    premier = autoriser(client)
    for _ in range(4):
        autoriser(client)
    assert len(client.session[annuaire.DEPARTS]) == annuaire.DEPARTS_GARDES
    assert client.get(premier).status_code == 302


def test_renoncer_se_dit(client, directory):
    etat = dict(parse_qsl(urlsplit(client.post(DEPART).headers["Location"]).query))["state"]
    reponse = client.get(RETOUR, {"state": etat, "error": "access_denied", "error_description": "<b>non</b>"})
    assert refuse(reponse, annuaire.RENONCE)
    assert "<b>non" not in reponse.content.decode()


def test_la_reponse_d_un_autre_emetteur(client, directory):
    """RFC 9207: two directories may not be taken one for the other."""
    ouvrir()
    assert refuse(client.get(autoriser(client) + "&iss=https%3A%2F%2Failleurs.example"), annuaire.FAUX)


@pytest.mark.parametrize("statut", [404, 500, 302])
def test_l_annuaire_absent_se_dit_et_le_mot_de_passe_reste(client, directory, statut):
    directory.panne["/.well-known/openid-configuration"] = statut
    reponse = client.post(DEPART)
    assert refuse(reponse, annuaire.ABSENT, 503)
    assert client.get(CONNEXION).status_code == 200
    directory.panne.clear()
    assert client.post(DEPART).status_code == 302


@pytest.mark.parametrize("chemin", ["/jeton", "/cles"])
def test_l_annuaire_s_en_va_au_milieu(client, directory, chemin):
    ouvrir()
    retour = autoriser(client)
    directory.panne[chemin] = 503
    assert refuse(client.get(retour), annuaire.ABSENT, 503)
    directory.panne.clear()
    assert venir(client).status_code == 302


def test_un_annuaire_qui_ne_repond_pas_ne_retient_personne(client, directory, monkeypatch):
    directory.lenteur = 2
    monkeypatch.setattr(annuaire, "ATTENTE", 0.2)
    avant = time.monotonic()
    assert refuse(client.post(DEPART), annuaire.ABSENT, 503)
    assert time.monotonic() - avant < 1.5


@pytest.mark.parametrize("lenteur", ["chuchote", "traine"])
def test_tout_ce_qu_une_page_demande_a_l_annuaire_tient_dans_un_seul_delai(client, directory, monkeypatch, lenteur):
    """One that says a byte at a time, one whose every answer is late but in time: five of them are one wait."""
    ouvrir()
    del directory.personne["email"]
    retour = autoriser(client)
    annuaire.oublier()
    monkeypatch.setattr(annuaire, "TEMPS", 0.8)
    directory.chuchote, directory.lenteur = (0.1, 0.0) if lenteur == "chuchote" else (0.0, 0.5)
    avant = time.monotonic()
    assert refuse(client.get(retour), annuaire.ABSENT, 503)
    assert time.monotonic() - avant < 1.6
    directory.chuchote = directory.lenteur = 0.0
    monkeypatch.setattr(annuaire, "TEMPS", 8)
    directory.personne["email"] = COURRIEL
    assert venir(client).status_code == 302  # negative control: the same, in time


def test_un_annuaire_trop_bavard(client, directory, monkeypatch):
    monkeypatch.setattr(annuaire, "TAILLE", 50)
    assert refuse(client.post(DEPART), annuaire.ABSENT, 503)


@pytest.mark.parametrize("dit", [{"issuer": "https://ailleurs.example"}, {"token_endpoint": "ftp://x/"}])
def test_un_annuaire_qui_n_est_pas_celui_du_centre(client, directory, dit):
    directory.dit = dit
    assert refuse(client.post(DEPART), annuaire.FAUX)


def test_en_exploitation_ses_adresses_sont_chiffrees(client, directory, settings):
    settings.LOCAL = False
    assert refuse(client.post(DEPART), annuaire.FAUX)


def test_le_secret_par_le_formulaire_quand_l_annuaire_le_dit(client, directory):
    ouvrir()
    directory.dit = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert venir(client).status_code == 302


def test_l_adresse_vient_de_userinfo_quand_le_jeton_ne_la_porte_pas(client, directory):
    ouvrir()
    directory.personne = {"sub": "s-1"}
    directory.complement = {"sub": "s-2", "email": COURRIEL, "email_verified": True}
    assert refuse(venir(client), annuaire.FAUX)  # of another person
    directory.complement = {"email": COURRIEL}
    assert refuse(venir(client), "Aucun accès de l’équipe")
    directory.complement = {"email": COURRIEL, "email_verified": True}
    assert venir(client).status_code == 302
