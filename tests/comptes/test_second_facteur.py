"""The door: no page without the second factor asked, real logins, real codes; the lost device, by two people."""

import hmac
import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import CodeServi, RetraitFacteur, SessionOuverte
from jurys import middleware
from tests.architecture.droits import noms_des_adresses
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import creer_membre
from tests.jurys.factories import JuryFactory, MembreJuryFactory
from tests.navigateur.scene import code_de
from tests.sessions import entrer

# The library says that a factor was given once its transaction is committed: committed here too.
VRAIMENT = pytest.mark.django_db(transaction=True)
PHRASE = "une phrase assez longue"
PORTE = reverse("second_facteur")


def armer(personne):
    personne.set_password(PHRASE)
    personne.save(update_fields=["password"])
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    return personne


def se_connecter(personne) -> tuple[Client, str]:
    """A real login; where it leads."""
    client = Client()
    reponse = client.post(reverse("account_login"), {"login": personne.email, "password": PHRASE})
    return client, reponse.headers.get("Location", "")


def s_enroler(client: Client) -> str:
    """The key typed by hand on the page, then its code: the key."""
    secret = re.search(r'<code class="code">([A-Z2-7]+)</code>', client.get(PORTE).content.decode()).group(1)
    reponse = client.post(PORTE, {"code": code_de(secret)})
    assert reponse.headers["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def porte(client: Client, adresse: str = "/") -> str:
    return client.get(adresse).headers.get("Location", "").partition("?")[0]


@pytest.fixture(autouse=True)
def _codes_neufs():
    cache.clear()


@VRAIMENT
@pytest.mark.parametrize("role", [Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR, Role.ADMIN])
def test_le_centre_ne_voit_rien_avant_son_second_facteur(role):
    """SECOND-FACTEUR: from the first login to the page that was asked."""
    personne = armer(creer_personne(role))
    client, _ = se_connecter(personne)
    assert porte(client, reverse("mon_compte")) == PORTE
    client.get(reverse("mon_compte"), follow=True)
    s_enroler(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert f'href="{reverse("mon_compte")}"' in codes  # « Continuer »: where somebody was going
    assert client.get(reverse("mon_compte")).status_code == 200
    assert "Second facteur ajouté : application." in [ligne.phrase for ligne in journal_de(personne)]


@VRAIMENT
def test_les_codes_de_secours_ne_se_montrent_qu_une_fois(agent):
    client, _ = se_connecter(armer(agent))
    s_enroler(client)
    secours = re.findall(r"<li>([0-9 ]{8,})</li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(secours) == 10
    encore = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "ne le sont qu’une fois" in encore
    assert secours[0] not in encore
    assert client.get(reverse("mfa_download_recovery_codes")).status_code in (403, 404)
    autre, etape = se_connecter(agent)
    assert etape == reverse("mfa_authenticate")
    assert autre.post(etape, {"code": secours[0]}).headers["Location"] == reverse("accueil")
    encore, etape = se_connecter(agent)
    assert encore.post(etape, {"code": secours[0]}).status_code == 200  # served once


@VRAIMENT
def test_a_la_connexion_suivante_le_code_est_demande(agent):
    client, _ = se_connecter(armer(agent))
    secret = s_enroler(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)  # sealed in the database
    autre, etape = se_connecter(agent)
    assert etape == reverse("mfa_authenticate")
    assert "_auth_user_id" not in autre.session
    assert autre.post(etape, {"code": "000000"}).status_code == 200
    assert autre.post(etape, {"code": code_de(secret, 1)}).headers["Location"] == reverse("accueil")
    assert autre.get(reverse("mon_compte")).status_code == 200


@VRAIMENT
def test_le_code_de_l_enrolement_n_ouvre_pas_de_session(agent):
    """Seen over a shoulder as the application is added, it would serve once more; the next one opens."""
    client, _ = se_connecter(armer(agent))
    secret = re.search(r'<code class="code">([A-Z2-7]+)</code>', client.get(PORTE).content.decode()).group(1)
    code = code_de(secret)
    assert client.post(PORTE, {"code": code}).status_code == 302
    cache.clear()
    autre, etape = se_connecter(agent)
    assert autre.post(etape, {"code": code}).status_code == 200
    assert "_auth_user_id" not in autre.session
    assert autre.post(etape, {"code": code_de(secret, 1)}).headers["Location"] == reverse("accueil")


@VRAIMENT
def test_un_code_recu_par_courriel_ne_passe_pas_outre(client, agent):
    """A mailed code is no second factor: whoever has one is asked for it all the same."""
    premier, _ = se_connecter(armer(agent))
    s_enroler(premier)
    client.post(reverse("account_request_login_code"), {"email": agent.email})
    recu = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", mail.outbox[-1].body, re.M).group(1)
    reponse = client.post(reverse("account_confirm_login_code"), {"code": recu})
    assert reponse.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_aucune_page_n_echappe_a_la_porte(agent):
    """Every address without argument, and every verb: the door, or one of the few that give a factor."""
    client = entrer(Client(), agent, prouve=False)
    ouvertes, vues = set(), 0
    for nom, route in noms_des_adresses().items():
        adresse = reverse("admin:index") if nom == "administration" else None
        if adresse is None and "<" not in route:
            adresse = reverse(nom)
        if adresse is None or nom in ("vivant", "pret", "account_logout"):  # no session; it ends this one
            continue
        vues += 1
        for verbe in ("get", "post"):
            reponse = getattr(client, verbe)(adresse)
            if not reponse.headers.get("Location", "").startswith(PORTE):
                ouvertes.add(nom)
    assert vues > 150
    assert ouvertes == middleware.PORTE - {"account_logout"}
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 401


def test_sans_la_porte_les_pages_s_ouvrent(agent, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(middleware, "a_prouver", lambda request: False)
    assert entrer(Client(), agent, prouve=False).get(reverse("mon_compte")).status_code == 200


def test_a_qui_le_second_facteur_est_demande(db, settings, organisme, jour):
    """SECOND-FACTEUR: who keeps the accesses of an OF, by a setting; the president of a jury; nobody else."""
    gestionnaire, simple = creer_membre(organisme), creer_membre(organisme)
    simple.appartenances.update(gestionnaire=False)
    jure, president = creer_personne(Role.JURE), creer_personne(Role.JURE)
    jury = JuryFactory()
    for qui, preside in ((jure, False), (president, True)):
        MembreJuryFactory(jury=jury, utilisateur=qui, preside=preside)
    qui = {
        "gestionnaire": gestionnaire,
        "simple": simple,
        "jure": jure,
        "president": president,
        "evaluateur": creer_personne(Role.EVALUATEUR),
    }

    def arretes():
        return {nom for nom, p in qui.items() if porte(entrer(Client(), p, prouve=False), reverse("mon_compte"))}

    assert arretes() == {"gestionnaire", "president"}
    settings.SECOND_FACTEUR_ORGANISMES = False
    assert arretes() == {"president"}
    settings.SECOND_FACTEUR = False
    assert arretes() == set()


@VRAIMENT
def test_une_session_d_avant_le_redemande(agent):
    """A session opened before the factor was given proves nothing: its code is asked."""
    client, _ = se_connecter(armer(agent))
    avant = entrer(Client(), agent, prouve=False)
    s_enroler(client)
    assert porte(avant) == reverse("mfa_reauthenticate")


@VRAIMENT
def test_qui_n_a_pas_montre_le_facteur_du_compte_n_en_ajoute_pas_un_autre(agent):
    """A session left open by somebody who knows the password, before the owner had a second factor."""
    intrus, _ = se_connecter(armer(agent))
    client, _ = se_connecter(agent)
    s_enroler(client)
    for nom in middleware.ENROLEMENT:
        for verbe in ("get", "post"):
            assert (
                getattr(intrus, verbe)(reverse(nom))
                .headers.get("Location", "")
                .startswith(reverse("mfa_reauthenticate"))
            ), nom
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200  # who showed theirs adds another


@VRAIMENT
def test_retirer_le_sien_ramene_a_la_porte(agent):
    client, _ = se_connecter(armer(agent))
    s_enroler(client)
    assert client.post(reverse("mfa_deactivate_totp")).headers["Location"] == reverse("mfa_index")
    assert porte(client) == PORTE
    assert "Second facteur retiré : application." in [ligne.phrase for ligne in journal_de(agent)]


def test_une_adresse_d_ailleurs_n_est_pas_suivie(agent):
    client = entrer(Client(), agent, prouve=False)
    client.get(PORTE, {"next": "https://ailleurs.example/"})
    assert "apres_facteur" not in client.session


@VRAIMENT
def test_la_cle_du_portail_changee_ne_donne_pas_de_code_a_deviner(agent, settings):
    """Those of before still open the factor; without them no code is right, least of all that of an empty secret."""
    client, _ = se_connecter(armer(agent))
    secret = s_enroler(client)
    ancienne, settings.SECRET_KEY = settings.SECRET_KEY, "une autre clé du portail, pour essai, et bien assez longue"
    sans, etape = se_connecter(agent)
    for code in (hotp(b"", c) for c in range(int(time.time()) // 30 - 1, int(time.time()) // 30 + 3)):
        assert sans.post(etape, {"code": code}).status_code == 200, "entered with a code that anybody computes"
    settings.SECRET_KEY_FALLBACKS = [ancienne]
    avec, etape = se_connecter(agent)
    assert avec.post(etape, {"code": code_de(secret, 1)}).headers["Location"] == reverse("accueil")


def hotp(cle: bytes, compteur: int) -> str:
    """RFC 4226, six figures."""
    empreinte = hmac.digest(cle, compteur.to_bytes(8, "big"), "sha1")
    debut = empreinte[-1] & 15
    return f"{(int.from_bytes(empreinte[debut : debut + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@VRAIMENT
def test_un_code_deja_montre_ne_sert_plus_tant_qu_il_vaut(agent, monkeypatch):
    """Good for three steps of thirty seconds: the library remembers it for one."""
    premier, _ = se_connecter(armer(agent))
    secret = s_enroler(premier)
    CodeServi.objects.all().delete()  # the one of the enrolment has its own test
    code = code_de(secret, 1)
    client, etape = se_connecter(agent)
    assert client.post(etape, {"code": code}).headers["Location"] == reverse("accueil")
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda *_: True)  # thirty seconds later, for it
    cache.clear()  # and Redis emptied
    encore, etape = se_connecter(agent)
    for autrement_tape in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        assert encore.post(etape, {"code": autrement_tape}).status_code == 200, autrement_tape
    autre = next(autre for pas in (0, -1, 1) if (autre := code_de(secret, pas)) != code)
    assert encore.post(etape, {"code": autre}).headers["Location"] == reverse("accueil")


# ---------------------------------------------------------------- lost


@VRAIMENT
def test_un_telephone_perdu_se_dit_a_deux(connecte, agent, responsable, administrateur):
    perdu, _ = se_connecter(armer(agent))
    s_enroler(perdu)
    demande = connecte(responsable).post(
        reverse("facteur_demander"), {"courriel": agent.email.upper(), "motif": "Reconnue au téléphone"}
    )
    assert demande.headers["Location"] == reverse("facteur_liste")
    retrait = RetraitFacteur.objects.get()
    adresse = reverse("facteur_confirmer", args=[retrait.pk])
    assert connecte(responsable).post(adresse).status_code == 403  # who asked does not confirm
    assert connecte(agent).post(adresse).status_code == 403
    assert Authenticator.objects.filter(user=agent).exists()
    assert connecte(administrateur).get(adresse).status_code == 200
    connecte(administrateur).post(adresse)
    assert not Authenticator.objects.filter(user=agent).exists()
    assert not SessionOuverte.objects.filter(compte=agent).exists()
    actes = list(Courriel.objects.filter(destinataire=agent.email).order_by("pk").values_list("acte", flat=True))
    assert actes == ["facteur_demande", "facteur_retire"]
    encore, _ = se_connecter(agent)
    assert porte(encore) == PORTE
    page = connecte(administrateur).get(reverse("facteur_liste")).content.decode()
    assert "Confirmé" in page


def test_une_demande_s_ecarte(connecte, agent, responsable):
    Authenticator.objects.create(user=agent, type="totp", data={})
    connecte(responsable).post(reverse("facteur_demander"), {"courriel": agent.email, "motif": "Perdu"})
    retrait = RetraitFacteur.objects.get()
    connecte(responsable).post(reverse("facteur_ecarter", args=[retrait.pk]))
    retrait.refresh_from_db()
    assert (retrait.etat, retrait.decide_par) == ("ecarte", responsable)
    assert Authenticator.objects.filter(user=agent).exists()
    assert connecte(responsable).post(reverse("facteur_ecarter", args=[retrait.pk])).status_code == 403


@VRAIMENT
def test_les_pages_de_la_bibliotheque_parlent_comme_le_portail(agent):
    """No English label, no message of the library: those that nobody had looked at."""
    client, _ = se_connecter(armer(agent))
    assert "Code affiché par l’application" in client.get(PORTE).content.decode()
    s_enroler(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "L’application d’authentification est active." in codes
    assert "De nouveaux codes de secours sont tirés" in codes
    cle = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert "Nom de la clé" in cle
    assert "Me connecter avec cette clé seule" in cle
    assert "Name<" not in cle
    assert reverse("mfa_activate_totp") not in cle  # an application is there: that door would close it
    assert reverse("mfa_index") in cle
