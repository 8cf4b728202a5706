"""Two clocks end a session; its owner sees it, and closes the others."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.comptes import sessions
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import SessionOuverte
from certif_portal.comptes.regles import reste_de_session
from tests.comptes.factories import creer_personne

PHRASE = "une phrase assez longue"
PAGE = "/mon-compte/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
MINUTE = 60


def reculer(client, **champs) -> None:
    """As if its last page, or its opening, were that long ago."""
    session = client.session
    for nom, duree in champs.items():
        session[nom] = (horloge.du_mur() - duree).isoformat()
    session.save()


def ouverte(client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("role", "minutes"),
    [
        ("agent", 30),
        ("responsable", 30),
        ("auditeur", 30),
        ("admin", 30),
        ("organisme", 120),
        ("jure", 240),
        ("evaluateur", 600),
    ],
)
def test_la_table_des_horloges(connecte, db, role, minutes):
    """S7, role by role: at the last minute, then past it; and twelve hours whatever is done."""
    client = connecte(creer_personne(Role(role)))
    assert settings.INACTIVITE_DE_SESSION[role] == minutes * MINUTE
    reculer(client, vue_le=timedelta(minutes=minutes) - timedelta(seconds=20))
    assert ouverte(client)
    reculer(client, vue_le=timedelta(minutes=minutes))
    assert not ouverte(client)
    assert "_auth_user_id" not in client.session
    autre = connecte(creer_personne(Role(role)))
    reculer(autre, ouverte_le=timedelta(hours=12))
    assert not ouverte(autre)


def test_qui_tient_deux_roles_a_le_plus_court():
    a = horloge.du_mur()
    commun = {"ouverte": a, "vue": a, "a": a, "inactivites": {"agent": 30, "jure": 240}, "totale": 100}

    def reste(*roles):
        return reste_de_session(roles=frozenset(roles), **commun).total_seconds()

    assert [reste("agent", "jure"), reste("jure"), reste("agent"), reste()] == [30, 100, 30, 30]


def test_sans_la_garde_une_session_oubliee_reste(connecte, agent, monkeypatch):
    """Negative control."""
    client = connecte(agent)
    reculer(client, vue_le=timedelta(hours=3))
    monkeypatch.setattr(sessions, "reste", lambda session, roles, a: timedelta(hours=1))
    assert ouverte(client)


def test_une_session_qui_ne_dit_pas_depuis_quand_est_finie(connecte, agent):
    client = connecte(agent)
    session = client.session
    del session["ouverte_le"]
    SessionOuverte.objects.filter(pk=session.session_key).update(session_data=session.encode(dict(session.items())))
    assert not ouverte(client)


def test_ce_qu_une_page_demande_seule_ne_prolonge_rien(connecte, agent):
    client = connecte(agent)
    reculer(client, vue_le=timedelta(minutes=10))
    avant = client.session["vue_le"]
    client.get(PAGE, headers={"Sec-Fetch-Dest": "empty"})
    assert client.session["vue_le"] == avant
    client.get(PAGE, headers={"Sec-Fetch-Dest": "document"})
    assert client.session["vue_le"] > avant


def test_une_minute_ne_s_ecrit_pas(connecte, agent):
    client = connecte(agent)
    avant = client.session["vue_le"]
    assert ouverte(client)
    assert client.session["vue_le"] == avant


def test_rester_connecte(connecte, agent):
    client = connecte(agent)
    reculer(client, vue_le=timedelta(minutes=29))
    reste = int(
        re.search(r'data-session="(\d+)"', client.get(PAGE, headers={"Sec-Fetch-Dest": "empty"}).content.decode())[1]
    )
    assert 0 < reste <= MINUTE
    assert client.post(reverse("session_prolonger")).json()["reste"] >= 29 * MINUTE


def test_l_envoi_d_une_session_finie_est_garde_et_ramene_a_sa_page(connecte, agent):
    """Issue 17: a session that ended in a sending leads back to a page that exists."""
    client = connecte(agent)
    reculer(client, vue_le=timedelta(hours=1))
    reponse = client.post(reverse("session_fermer"), headers={"Referer": "http://testserver/compte/sessions/"})
    assert reponse.headers["Location"] == f"{reverse('account_login')}?next=/compte/sessions/"


def test_chacun_voit_ses_sessions_et_les_ferme(agent, responsable, connecte):
    agent.set_password(PHRASE)
    agent.save(update_fields=["password"])
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
    poste, tablette = (
        Client(headers={"User-Agent": FIREFOX}),
        Client(headers={"User-Agent": IPAD}, REMOTE_ADDR="192.0.2.7"),
    )
    for client in (poste, tablette):
        client.post(reverse("account_login"), {"login": agent.email, "password": PHRASE})
    autrui, la = connecte(responsable), connecte(agent)
    page = la.get(reverse("session_liste")).content.decode()
    assert [mot in page for mot in ("Firefox, Windows", "Safari, iPad", "192.0.2.7", "ce poste")] == [True] * 4
    assert page.count('data-titre="Dernière page"') == 3
    assert poste.session.session_key not in page  # the key opens the portal
    assert "Déconnecter partout ailleurs" in page
    la.post(reverse("session_fermer"))
    assert (
        "Déconnecter partout ailleurs" not in la.get(reverse("session_liste")).content.decode()
    )  # there is no elsewhere
    assert [c.session.get("_auth_user_id") for c in (poste, tablette)] == [None, None]
    assert ouverte(la)
    assert ouverte(autrui)


def test_un_autre_mot_de_passe_ferme_les_autres(agent, connecte):
    agent.set_password(PHRASE)
    agent.save(update_fields=["password"])
    la, ailleurs = connecte(agent), connecte(agent)
    nouveau = "une autre phrase assez longue"
    la.post(reverse("account_change_password"), {"oldpassword": PHRASE, "password1": nouveau, "password2": nouveau})
    agent.refresh_from_db()
    assert agent.check_password(nouveau)
    assert SessionOuverte.objects.filter(compte=agent).count() == 1
    assert (ouverte(la), ouverte(ailleurs)) == (True, False)


@pytest.mark.parametrize(
    ("agent_http", "dit"),
    [
        (FIREFOX, "Firefox, Windows"),
        (IPAD, "Safari, iPad"),
        ("", "Navigateur inconnu"),
        ("curl Linux", "Navigateur inconnu, Linux"),
    ],
)
def test_un_appareil_se_reconnait(agent_http, dit):
    assert sessions.appareil(agent_http) == dit


def test_un_visiteur_a_une_session_sans_compte(client, db):
    session = client.session
    session["x"] = 1
    session.save()
    assert SessionOuverte.objects.get(pk=session.session_key).compte is None


def test_les_sessions_sont_en_base():
    """R8: Redis dies, nobody is logged out."""
    assert settings.SESSION_ENGINE == "certif_portal.comptes.sessions"
    assert sessions.SessionStore.get_model_class() is SessionOuverte
    assert SessionOuverte.get_session_store_class() is sessions.SessionStore


def test_redis_vide_ne_deconnecte_personne(connecte, agent):
    client = connecte(agent)
    cache.clear()
    assert ouverte(client)
    SessionOuverte.objects.all().delete()
    assert not ouverte(client)  # negative control: it is there, and nowhere else
