"""Headers of every kind of answer, pages of every refusal; what a host, an address or a name from outside cannot do."""

import re
from email import message_from_bytes

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from certif_portal.commun import envoi, horloge
from certif_portal.commun.models import Courriel
from certif_portal.comptes import services
from certif_portal.comptes.adaptateur import AdaptateurCompte
from certif_portal.comptes.choix import Role
from tests.architecture.droits import noms_des_adresses
from tests.sessions import entrer

PHRASE = "une phrase assez longue"
PUBLIQUE = "http://127.0.0.1:8000/"
HTML = {"Accept": "text/html"}


def directives(reponse) -> dict[str, str]:
    politique = reponse.headers.get("Content-Security-Policy", "")
    return dict(ligne.strip().partition(" ")[::2] for ligne in politique.split(";"))


def faute(reponse) -> str:
    """What its policy lets through that it should not; empty when nothing."""
    lues = directives(reponse)
    attendues = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "object-src": "'none'"}
    attendues |= {"frame-ancestors": "'none'", "base-uri": "'none'"}
    return ", ".join(f"{nom} : {lues.get(nom)}" for nom, valeur in attendues.items() if lues.get(nom) != valeur)


def refermer(reponse) -> None:
    """A file is read to its end, where the test client closes it."""
    if reponse.streaming:
        list(reponse.streaming_content)


@pytest.fixture
def reponses(agent, administrateur, settings, client):
    """One of each kind: shown, refused, lost, broken, sent away, of the administration, of a file, of another host."""
    settings.DEBUG = False
    connecte, admin = entrer(Client(), agent), entrer(Client(raise_request_exception=False), administrateur)
    controle = Client(enforce_csrf_checks=True)
    recues = {
        "200": client.get(reverse("account_login")),
        "302": client.get("/"),
        "400": client.get("/", headers={"Host": "ailleurs.example"}),
        "403": connecte.get(reverse("facteur_liste")),
        "403 csrf": controle.post(reverse("account_login"), {"login": "x"}),
        "404": client.get("/rien/a/cette/adresse/"),
        "405": connecte.post(reverse("mon_compte"), headers=HTML),
        "administration": admin.get(reverse("admin:index")),
        "administration, connexion": client.get(reverse("admin:login")),
        "administration, table": admin.get(reverse("admin:comptes_utilisateur_changelist")),
        "statique": client.get("/static/js/portail.js"),
        "vivant": client.get(reverse("vivant")),
    }
    yield recues
    for recue in recues.values():
        refermer(recue)


def test_toute_reponse_a_sa_politique(reponses):
    """S8: errors, administration and files included; no inline script nor style."""
    assert {nom: dit for nom, reponse in reponses.items() if (dit := faute(reponse))} == {}
    assert all("unsafe" not in r.headers["Content-Security-Policy"] for r in reponses.values())
    assert {nom: r.status_code for nom, r in reponses.items() if nom[:3].isdigit()} == {
        nom: int(nom[:3]) for nom in reponses if nom[:3].isdigit()
    }


def test_une_politique_relachee_est_vue(settings, client, db):
    """Negative control."""
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'self'"], "script-src": ["'unsafe-inline'"]}}
    assert "script-src : 'unsafe-inline'" in faute(client.get("/rien/"))


@pytest.mark.parametrize("code", ["400", "403", "403 csrf", "404", "405"])
def test_un_refus_est_une_page_du_portail(reponses, code):
    page = reponses[code].content.decode()
    assert (code[:3] in page, 'lang="fr"' in page, "Revenir" in page or code == "403 csrf") == (True, True, True)


def test_une_panne_est_une_page_du_portail(agent, monkeypatch):
    """500: ours, with its policy, and nothing of what the portal knows."""
    client = entrer(Client(raise_request_exception=False), agent)
    monkeypatch.setattr("certif_portal.comptes.sessions.sessions_de", lambda compte, a: 1 / 0)
    reponse = client.get(reverse("session_liste"))
    page = reponse.content.decode()
    assert (reponse.status_code, "500" in page, faute(reponse)) == (500, True, "")
    assert [mot for mot in ("ZeroDivisionError", "Traceback", agent.email) if mot in page] == []


def test_rien_de_ce_qu_une_personne_voit_n_est_garde(agent):
    """S14: every page without argument, whatever it answers."""
    client = entrer(Client(), agent)
    gardees, vues = [], 0
    for nom, route in noms_des_adresses().items():
        if "<" in route or nom in ("administration", "vivant", "pret", "account_logout", "tablette_service"):
            continue
        reponse = client.get(reverse(nom), headers=HTML)
        refermer(reponse)
        vues += 1
        if "no-store" not in reponse.headers.get("Cache-Control", ""):
            gardees.append(nom)
    assert vues > 150
    assert gardees == ["tablette_coquille"]  # the empty shell of the tablet: no name in it


# ---------------------------------------------------------------- what comes from outside


HOTES = [
    *("ailleurs.example", "testserver.ailleurs.example", "ailleurs.example:80", "127.0.0.1.ailleurs.example"),
    *("testserver@ailleurs.example", "ailleurs.example/testserver", "", "localhost\t.ailleurs.example"),
    *("testserver,ailleurs.example", "testserver ailleurs.example", "[::1].ailleurs.example", "*", ".testserver"),
    *("testserver:80@ailleurs.example", "testserver%00.ailleurs.example", "tеstserver", "testserver#ailleurs.example"),
    *("testserver?.ailleurs.example", "testserver\\.ailleurs.example", "http://ailleurs.example"),
]
RENVOIS = [
    *("https://ailleurs.example/", "//ailleurs.example/", "///ailleurs.example", "http:ailleurs.example"),
    *("/\\ailleurs.example", "\\\\ailleurs.example", "https:///ailleurs.example", "//testserver@ailleurs.example"),
    *("javascript:alert(1)", "data:text/html,x", "/%0d%0aSet-Cookie:a=b", "\r\nLocation: //ailleurs.example"),
    *(
        "https://testserver.ailleurs.example/",
        "http://testserver:80@ailleurs.example/",
        "//ailleurs.example\\@testserver/",
    ),
    *(
        "  //ailleurs.example",
        "\t//ailleurs.example",
        "/\t/ailleurs.example",
        "ftp://ailleurs.example",
        "//%2failleurs.example",
    ),
]
NOMS = [
    *("Zoé\r\nBcc: x@ailleurs.example", "Zoé\nBcc: x@ailleurs.example", "Zoé\rBcc: x@ailleurs.example"),
    *("Zoé\u2028Bcc: x@ailleurs.example", "Zoé\u2029Bcc: x@ailleurs.example", "Zoé\x0bBcc: x@ailleurs.example"),
    *("Zoé\x0cBcc: x@ailleurs.example", "Zoé\x85Bcc: x@ailleurs.example", "=?utf-8?q?Z=0D=0ABcc:_x?="),
    *(
        "Zoé\r\n\r\n<p>corps</p>",
        "Zoé\nContent-Type: text/html",
        "Zoé\nSubject: autre",
        "Zoé\r\nTo: x@ailleurs.example",
    ),
    *(
        "Zoé%0d%0aBcc: x@ailleurs.example",
        "Zoé\\r\\nBcc: x",
        "Zoé\n.\nMAIL FROM:<x>",
        "Zoé\r\nReply-To: x@ailleurs.example",
    ),
    *("Zoé\nCc: x@ailleurs.example", "Zoé\r\nMIME-Version: 9", "Zoé\nFrom: x@ailleurs.example"),
]
assert len(HOTES) + len(RENVOIS) + len(NOMS) == 60


@pytest.mark.parametrize("hote", HOTES)
def test_un_hote_invente_n_ecrit_aucun_lien(agent, hote, client):
    """S15: refused, or the mailed link is the portal's all the same."""
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
    reponse = client.post(
        reverse("account_reset_password"), {"email": agent.email}, headers={"Host": hote, "X-Forwarded-Host": hote}
    )
    for courriel in Courriel.objects.all():
        assert all(lien.startswith(PUBLIQUE) for lien in re.findall(r"https?://\S+", courriel.texte))
    assert (reponse.status_code == 400) or "ailleurs" not in reponse.headers.get("Location", "")
    assert "ailleurs" not in reponse.content.decode()


def test_un_lien_ecrit_de_l_hote_recu_serait_vu(agent, client, settings, monkeypatch):
    """Negative control: every host taken, and what the library writes of it."""
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(AdaptateurCompte, "send_mail", DefaultAccountAdapter.send_mail)
    client.post(reverse("account_reset_password"), {"email": agent.email}, headers={"Host": "ailleurs.example"})
    assert "ailleurs.example" in mail.outbox[0].body


def test_un_en_tete_ecrit_par_un_nom_serait_vu():
    """Negative control: the same name, in a message that nobody has cleaned."""
    recu = message_from_bytes(f"To: zoe@exemple.fr\r\nSubject: {NOMS[0]}\r\n\r\n".encode())
    assert recu["Bcc"] == "x@ailleurs.example"


def test_un_hote_transmis_ne_change_rien(agent, client):
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
    client.post(
        reverse("account_reset_password"), {"email": agent.email}, headers={"X-Forwarded-Host": "ailleurs.example"}
    )
    liens = re.findall(r"https?://\S+", Courriel.objects.get().texte)
    assert liens != []
    assert all(lien.startswith(PUBLIQUE) for lien in liens)


@pytest.mark.parametrize("vers", RENVOIS)
def test_un_renvoi_ne_mene_pas_ailleurs(evaluateur, vers):
    compte = evaluateur.utilisateur
    compte.set_password(PHRASE)
    compte.save(update_fields=["password"])
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    client = Client()
    donnees = {"login": compte.email, "password": PHRASE, "next": vers}
    mene = client.post(reverse("account_login"), donnees).headers["Location"]
    assert client.session["_auth_user_id"] == str(compte.pk)
    assert mene.startswith("/")
    assert not mene.startswith(("//", "/\\", "/\t"))
    assert not {"\r", "\n"} & set(mene)


@pytest.mark.parametrize("nom", NOMS)
def test_un_nom_n_ecrit_pas_l_en_tete_d_un_courriel(responsable, nom, monkeypatch):
    """The raw message: one addressee, no header of the name's."""
    services.inviter(
        courriel="zoe@exemple.fr",
        prenom=nom[:100],
        nom="Œuvré",
        role=Role.AGENT,
        portee=nom[:200],
        par=responsable,
        a=horloge.maintenant(),
    )
    assert envoi.envoyer(Courriel.objects.get().pk, a=horloge.maintenant())
    [parti] = mail.outbox
    recu = message_from_bytes(parti.message().as_bytes())
    assert (recu.get_all("To"), recu["Bcc"], recu["Cc"]) == (["zoe@exemple.fr"], None, None)
    assert len(recu.get_all("Subject")) == len(recu.get_all("From")) == len(recu.get_all("MIME-Version")) == 1
    assert "ailleurs" not in "".join(f"{n}{v}" for n, v in recu.items())


# ---------------------------------------------------------------- S17

PRODUCTION = {
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "DEBUG": False,
    "SECRET_KEY": "une-cle-sans-valeur-0123456789-" * 3,
}
CASSES = {
    "security.W002": {"MIDDLEWARE": "django.middleware.clickjacking.XFrameOptionsMiddleware"},
    "security.W001": {"MIDDLEWARE": "django.middleware.security.SecurityMiddleware"},
    "security.W003": {"MIDDLEWARE": "django.middleware.csrf.CsrfViewMiddleware"},
    "security.W004": {"SECURE_HSTS_SECONDS": 0},
    "security.W005": {"SECURE_HSTS_INCLUDE_SUBDOMAINS": False},
    "security.W006": {"SECURE_CONTENT_TYPE_NOSNIFF": False},
    "security.W008": {"SECURE_SSL_REDIRECT": False},
    "security.W009": {"SECRET_KEY": "courte"},
    "security.W012": {"SESSION_COOKIE_SECURE": False},
    "security.W015": {"SESSION_COOKIE_HTTPONLY": False},
    "security.W016": {"CSRF_COOKIE_SECURE": False},
    "security.W018": {"DEBUG": True},
    "security.W019": {"X_FRAME_OPTIONS": "SAMEORIGIN"},
    "security.W020": {"ALLOWED_HOSTS": []},
    "security.W021": {"SECURE_HSTS_PRELOAD": False},
    "security.W022": {"SECURE_REFERRER_POLICY": None},
    "security.W025": {"SECRET_KEY_FALLBACKS": ["courte"]},
    "security.E023": {"SECURE_REFERRER_POLICY": "inventee"},
    "security.E024": {"SECURE_CROSS_ORIGIN_OPENER_POLICY": "inventee"},
    "security.E101": {"CSRF_FAILURE_VIEW": "certif_portal.commun.middleware.textes_propres"},
    "security.E102": {"CSRF_FAILURE_VIEW": "inventee.vue"},
}


def constats(settings, **changes) -> set[str]:
    for nom, valeur in (PRODUCTION | changes).items():
        setattr(settings, nom, [m for m in settings.MIDDLEWARE if m != valeur] if nom == "MIDDLEWARE" else valeur)
    return {str(m.id) for m in run_checks(include_deployment_checks=True) if str(m.id).startswith("security.")}


def test_le_controle_de_deploiement_ne_trouve_rien(settings):
    assert constats(settings) == set()


@pytest.mark.parametrize("identifiant", sorted(CASSES))
def test_chaque_reglage_casse_est_dit(settings, identifiant):
    assert identifiant in constats(settings, **CASSES[identifiant])
