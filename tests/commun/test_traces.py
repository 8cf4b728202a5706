"""No token and no search in a log: neither gunicorn's, nor Django's, wherever the address is written."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver
from gunicorn.config import Config

from certif_portal.acces import JournalSansSecret
from certif_portal.commun.liens import nouveau_jeton
from certif_portal.commun.traces import SansSecret, masquer

CLE_ALLAUTH = "d5kqv8-" + "7cb1d3a9" * 4


def adresses_a_jeton(motifs=None, avant="/"):
    """Every address of the portal that holds a personal token or key."""
    for motif in get_resolver().url_patterns if motifs is None else motifs:
        route = avant + str(motif.pattern)
        if not isinstance(motif, URLPattern):
            yield from adresses_a_jeton(motif.url_patterns, route)
        elif {"jeton", "key", "token"} & set(motif.pattern.converters) or "(?P<key" in route:
            yield route


def test_aucun_jeton_d_aucune_adresse_ne_reste():
    routes = list(adresses_a_jeton())
    assert [route for route in routes if "avis/" in route or "invitation/" in route or "reset/key" in route] != []
    for jeton in (nouveau_jeton(), f"1-{CLE_ALLAUTH}"):
        for route in routes:
            adresse = route.partition("<")[0].partition("(")[0] + jeton + "/"
            for ligne in (f"GET {adresse} HTTP/1.1", f"https://portail.fr{adresse}suite/", f'"{adresse}?a=b"', adresse):
                assert jeton not in masquer(ligne), ligne


@pytest.mark.parametrize(
    ("ligne", "masquee"),
    [
        ("GET /recherche/?q=Kerbrat HTTP/1.1", "GET /recherche/?… HTTP/1.1"),
        ("Not Found: /inscriptions/12/livret/", "Not Found: /inscriptions/12/livret/"),
        ("Que faire ? Rien /a/b", "Que faire ? Rien /a/b"),
        ("/static/css/portail.0123456789ab.css", "/static/css/portail.0123456789ab.css"),
    ],
)
def test_ce_qui_n_est_pas_secret_reste(ligne, masquee):
    assert masquer(ligne) == masquee


def test_le_journal_d_acces_de_gunicorn(tmp_path):
    jeton, chemin = nouveau_jeton(), tmp_path / "acces.log"
    journal = JournalSansSecret(_config(str(chemin)))
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/avis/{jeton}/?q=Kerbrat",
        "PATH_INFO": f"/avis/{jeton}/",
        "QUERY_STRING": "q=Kerbrat",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://portail.fr/avis/{jeton}/",
    }
    reponse = SimpleNamespace(status="200 OK", sent=12, headers=[])
    requete = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
    journal.access(reponse, requete, environ, timedelta(seconds=1))
    ligne = chemin.read_text()
    assert "GET /avis/…/?… HTTP/1.1" in ligne
    assert (jeton in ligne, "Kerbrat" in ligne) == (False, False)


def _config(chemin: str) -> Config:
    config = Config()
    config.set("accesslog", chemin)
    return config


def test_les_lignes_de_django(caplog, client, db):
    """Django writes the address of what it does not find; the filter of the console has gone over it."""
    with caplog.at_level(logging.WARNING, "django.request"):
        client.get(f"/introuvable/{nouveau_jeton()}/")
    [trace] = [record for record in caplog.records if record.name == "django.request"]
    assert trace.getMessage() == "Not Found: /introuvable/…/"


def test_le_filtre_masque_ses_arguments():
    jeton = nouveau_jeton()
    trace = logging.LogRecord("x", logging.INFO, "", 0, "%s %s", (f"/avis/{jeton}/", "a"), None)
    assert jeton in trace.getMessage()
    assert SansSecret().filter(trace)
    assert trace.getMessage() == "/avis/…/ a"


def test_le_filtre_est_sur_toute_sortie(settings):
    assert all(sortie["filters"] == ["sans_secret"] for sortie in settings.LOGGING["handlers"].values())
