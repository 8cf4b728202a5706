"""Missed tries: ten, then twice as long each; twenty-five a day; the right person comes in."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.comptes import essais, regles
from certif_portal.comptes.models import EssaisConnexion, SessionOuverte, Utilisateur
from certif_portal.comptes.tasks import purger_connexions
from tests.sessions import entrer

PHRASE = "une phrase assez longue"
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def compte(evaluateur):
    """Nobody of whom a second factor is asked."""
    personne = evaluateur.utilisateur
    personne.set_password(PHRASE)
    personne.save(update_fields=["password"])
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    return personne


def essayer(adresse, mot_de_passe="x" * 20, client=None):
    """(came in, status, what the form says)"""
    client = client or Client()
    reponse = client.post(reverse("account_login"), {"login": adresse, "password": mot_de_passe})
    dit = reponse.context["form"].errors.as_text() if reponse.status_code == 200 else ""
    return client.session.get("_auth_user_id"), reponse.status_code, dit


def de_l_adresse(adresse: str) -> str:
    request = RequestFactory(REMOTE_ADDR=adresse, HTTP_X_FORWARDED_FOR=adresse).get("/")
    return essais.cle(request, essais.MOT_DE_PASSE, "claire@exemple.fr")


def test_un_compteur_par_adresse_laisserait_cent_fois_plus(db):
    """Negative control: ten tries from each of the hundred, all judged."""
    assert all(not essais.reserver(f"192.0.2.{n % 100}", A + timedelta(seconds=86 * n)) for n in range(1000))


@pytest.mark.sqlite
def test_mille_essais_en_un_jour_n_en_font_pas_vingt_six(db):
    """S5: a robot that tries every 86 seconds, in turn from a hundred addresses, whatever it is told."""
    cles = [de_l_adresse(f"192.0.2.{n}") for n in range(100)]
    juges = [n for n in range(1000) if not essais.reserver(cles[n % 100], A + timedelta(seconds=86 * n))]
    assert regles.ESSAIS_LIBRES < len(juges) <= regles.ESSAIS_PAR_JOUR
    assert juges[: regles.ESSAIS_LIBRES] == list(range(regles.ESSAIS_LIBRES))


def test_sans_compteur_mille_essais_sont_mille(db, monkeypatch):
    """Negative control: a rule that never makes wait."""
    monkeypatch.setattr(regles, "attente", lambda instants, a: timedelta())
    cle = essais.cle(RequestFactory().get("/"), essais.MOT_DE_PASSE, "claire@exemple.fr")
    assert not any(essais.reserver(cle, A) for _ in range(50))


def test_dix_essais_puis_la_page_fait_attendre_sans_redis(compte):
    """The counter is in the database: emptying the cache gives nothing back."""
    for _ in range(regles.ESSAIS_LIBRES):
        assert "Trop d’essais" not in essayer(compte.email)[2]
        cache.clear()
    entre, statut, dit = essayer(compte.email, PHRASE)
    assert (entre, statut) == (None, 200)
    assert "Trop d’essais manqués" in dit
    assert "code reçu par courriel" in dit


def test_la_bonne_personne_garde_un_acces(compte, client):
    """Where she has come in before, and by a mailed code: strangers who guess do not shut her out."""
    sien = Client()
    assert essayer(compte.email, PHRASE, sien)[0] == str(compte.pk)
    sien.post(reverse("account_logout"))
    for _ in range(regles.ESSAIS_LIBRES + 1):
        essayer(compte.email)
    assert essayer(compte.email, PHRASE)[0] is None  # from anywhere
    assert essayer(compte.email, PHRASE, sien)[0] == str(compte.pk)  # from her browser
    reponse = client.post(reverse("account_request_login_code"), {"email": compte.email})
    assert reponse.headers["Location"] == reverse("account_confirm_login_code")


def test_un_cookie_forge_ne_reconnait_personne(compte):
    faux = Client()
    faux.cookies[essais.COOKIE] = "e30:faux:faux"
    for _ in range(regles.ESSAIS_LIBRES + 1):
        essayer(compte.email)
    assert essayer(compte.email, PHRASE, faux)[0] is None


def test_les_codes_recus_et_les_seconds_facteurs_sont_comptes(compte):
    client, faux = Client(), 0
    for _ in range(40):
        if faux % 3 == 0:
            client.post(reverse("account_request_login_code"), {"email": compte.email})
        reponse = client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
        faux += 1
        if reponse.context and "Trop d’essais" in reponse.context["verify_form"].errors.as_text():
            break
    assert faux == regles.ESSAIS_LIBRES + 1


def test_le_mot_de_passe_d_avant_est_compte_aussi(compte):
    """A session left open on a desk: the page that changes the password is no place to guess it."""
    client = entrer(Client(), compte)
    envoi = {
        "oldpassword": "pas celui-ci",
        "password1": "une autre phrase longue",
        "password2": "une autre phrase longue",
    }
    for _ in range(regles.ESSAIS_LIBRES):
        assert "Trop d’essais" not in client.post(reverse("account_change_password"), envoi).content.decode()
    assert "Trop d’essais" in client.post(reverse("account_change_password"), envoi).content.decode()
    assert client.post(reverse("account_change_password"), envoi | {"oldpassword": PHRASE}).status_code == 200


def test_un_code_pour_une_adresse_sans_compte_se_refuse_de_meme(compte):
    """S6."""
    pages = []
    for adresse in (compte.email, "personne@exemple.fr"):
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": adresse})
        reponse = client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
        pages.append((reponse.status_code, reponse.context["verify_form"].errors.as_text()))
    assert pages[0] == pages[1]


def test_une_adresse_sans_compte_est_traitee_de_meme(compte):
    """S6: same status, same words, masked; same rows; the same work: one hashing each."""
    reponses = {}
    for adresse in (compte.email, "personne@exemple.fr"):
        reponses[adresse] = [essayer(adresse)[1:] for _ in range(regles.ESSAIS_LIBRES + 2)]
    assert reponses[compte.email] == reponses["personne@exemple.fr"]
    assert EssaisConnexion.objects.count() == 2


def test_le_meme_travail_que_le_compte_existe_ou_non(compte, monkeypatch):
    """Hashings counted, not timed."""
    faits = []
    hasher, verifier = Utilisateur.set_password, Utilisateur.check_password
    monkeypatch.setattr(Utilisateur, "set_password", lambda s, p: faits.append(1) or hasher(s, p))
    monkeypatch.setattr(Utilisateur, "check_password", lambda s, p: faits.append(1) or verifier(s, p))
    nombres = []
    for adresse in (compte.email, "personne@exemple.fr"):
        faits.clear()
        essayer(adresse)
        nombres.append(len(faits))
    assert nombres == [1, 1]


@pytest.mark.parametrize("page", ["account_reset_password", "account_request_login_code"])
def test_demander_un_courriel_ne_dit_pas_qui_a_un_compte(compte, page):
    reponses = []
    for adresse in (compte.email, "personne@exemple.fr"):
        reponse = Client().post(reverse(page), {"email": adresse}, follow=True)
        texte = reponse.content.decode().replace(adresse, "ADRESSE")
        reponses.append((reponse.redirect_chain, len(texte.split("csrfmiddlewaretoken")), "ADRESSE" in texte))
    assert reponses[0] == reponses[1]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_cinquante_essais_a_la_fois_ne_passent_pas_le_compteur():
    cle = essais.cle(RequestFactory().get("/"), essais.MOT_DE_PASSE, "claire@exemple.fr")
    essais.reserver(cle, A)
    juges, depart = [], threading.Barrier(10)

    def frapper():
        depart.wait()
        for _ in range(5):
            juges.append(not essais.reserver(cle, A))
        connection.close()

    fils = [threading.Thread(target=frapper) for _ in range(10)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert juges.count(True) == regles.ESSAIS_LIBRES - 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_un_code_montre_par_vingt_sessions_a_la_fois_n_en_ouvre_qu_une():
    """S7: the row of the code is locked while it is looked at; a code a step later is another one."""
    ouvertes, depart = [], threading.Barrier(20, timeout=30)

    def montrer():
        depart.wait()
        ouvertes.append(essais.servir("1:123456", timedelta(seconds=90), A))
        connection.close()

    fils = [threading.Thread(target=montrer) for _ in range(20)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert (ouvertes.count(True), len(ouvertes)) == (1, 20)
    assert essais.servir("1:654321", timedelta(seconds=90), A) is True


def test_les_essais_d_hier_sont_oublies(db):
    cle = essais.cle(RequestFactory().get("/"), essais.MOT_DE_PASSE, "claire@exemple.fr")
    essais.reserver(cle, A)
    assert essais.purger(A + timedelta(hours=24)) == 0
    assert essais.purger(A + timedelta(hours=24, seconds=1)) == 1


def test_la_tache_oublie_les_sessions_finies_et_les_essais(db):
    essais.reserver("vieille", horloge.maintenant() - timedelta(days=2))
    finie = SessionOuverte.objects.create(session_key="finie", expire_date=horloge.du_mur() - timedelta(seconds=1))
    vive = SessionOuverte.objects.create(session_key="vive", expire_date=horloge.du_mur() + timedelta(hours=1))
    assert purger_connexions() == 1
    assert list(SessionOuverte.objects.all()) == [vive] != [finie]


def test_dix_personnes_sont_connues_d_un_poste(db):
    """The eleventh takes the place of the oldest."""
    request = RequestFactory().get("/")
    for rang in range(essais.COMPTES_CONNUS + 1):
        reponse = HttpResponse()
        essais.reconnaitre(request, reponse, f"p{rang}@exemple.fr", securise=False)
        request.COOKIES[essais.COOKIE] = reponse.cookies[essais.COOKIE].value
    nu = RequestFactory().get("/")
    differe = [
        essais.cle(request, essais.CODE, f"p{rang}@exemple.fr") != essais.cle(nu, essais.CODE, f"p{rang}@exemple.fr")
        for rang in range(essais.COMPTES_CONNUS + 1)
    ]
    assert differe == [False] + [True] * essais.COMPTES_CONNUS
