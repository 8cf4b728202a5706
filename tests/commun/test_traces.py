"""No token and no search in a log: neither gunicorn's, nor Django's, wherever the address is written."""

import json
import logging
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.urls import URLPattern, get_resolver
from gunicorn.config import Config

from certif_portal.acces import JournalSansSecret
from certif_portal.celery import dire_la_tache, ne_plus_la_dire
from certif_portal.commun.liens import nouveau_jeton
from certif_portal.commun.traces import ENTETE, FORGES, Ligne, LigneJson, SansSecret, faits_en_cours, masquer, suivre

CLE_ALLAUTH = "d5kqv8-" + "7cb1d3a9" * 4


def adresses_a_jeton(motifs=None, avant="/"):
    """Every address of the portal that holds a personal token or key."""
    for motif in get_resolver().url_patterns if motifs is None else motifs:
        route = avant + str(motif.pattern)
        if not isinstance(motif, URLPattern):
            yield from adresses_a_jeton(motif.url_patterns, route)
        elif {"jeton", "key", "token"} & set(motif.pattern.converters) or "(?P<key" in route:
            yield route


def portees(adresse: str) -> tuple[str, ...]:
    """The same token, where another address carries it."""
    sans_fin = adresse.rstrip("/")
    suivies = [f"{sans_fin}{signe} refusée" for signe in (")", ",", ";", ">", "&x=1")]
    return quote(adresse, safe=""), f"next={quote(adresse, safe='')}&x", *suivies


def test_aucun_jeton_d_aucune_adresse_ne_reste():
    routes = list(adresses_a_jeton())
    assert [route for route in routes if "avis/" in route or "invitation/" in route or "reset/key" in route] != []
    for jeton in (nouveau_jeton(), f"1-{CLE_ALLAUTH}"):
        for route in routes:
            adresse = route.partition("<")[0].partition("(")[0] + jeton + "/"
            for ligne in (
                f"GET {adresse} HTTP/1.1",
                f"https://portail.fr{adresse}suite/",
                f'"{adresse}?a=b"',
                adresse,
                *portees(adresse),
            ):
                assert jeton not in masquer(ligne), ligne


@pytest.mark.parametrize(
    ("ligne", "masquee"),
    [
        ("GET /recherche/?q=Kerbrat HTTP/1.1", "GET /recherche/?… HTTP/1.1"),
        ("Not Found: /inscriptions/12/livret/", "Not Found: /inscriptions/12/livret/"),
        ("Que faire ? Rien /a/b", "Que faire ? Rien /a/b"),
        ("task=" + "0a" * 16 + " sha256=" + "b1" * 32, "task=" + "0a" * 16 + " sha256=" + "b1" * 32),
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
    fermer(journal)
    ligne = chemin.read_text()
    assert "GET /avis/…/?… HTTP/1.1" in ligne
    assert (jeton in ligne, "Kerbrat" in ligne) == (False, False)


def fermer(journal: JournalSansSecret) -> None:
    for sortie in journal.access_log.handlers:
        sortie.close()


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


FORGE = "Échec\n2026-11-18T11:06:40.250Z INFO portail Tout va bien\x1b[2J \u202eemrofnoc\x85"


@pytest.mark.parametrize("format_", [Ligne(), LigneJson()])
def test_un_texte_n_ecrit_pas_de_ligne_a_lui(format_):
    """Threat of a forged log: a line, an escape of a terminal, a text turned round are written out."""
    ligne = une_ligne(format_, FORGE)
    assert FORGES.search(ligne) is None
    assert len(ligne.splitlines()) == 1
    assert "Tout va bien" in ligne
    assert "Échec" in ligne


def levee(erreur: Exception):
    try:
        raise erreur
    except Exception as dite:  # whatever it is
        return type(dite), dite, dite.__traceback__


def test_une_erreur_qui_cite_un_texte_n_ecrit_pas_de_ligne_a_elle():
    """Its traceback stays under its line, each part indented."""
    premiere, *suite = une_ligne(Ligne(), exc_info=levee(ValueError(FORGE))).splitlines()
    assert premiere.endswith("Not Found: /avis/…/")
    assert [ligne for ligne in suite if not ligne.startswith("  ") or FORGES.search(ligne)] == []
    assert any("INFO portail Tout va bien" in ligne for ligne in suite)
    assert len(une_ligne(LigneJson(), exc_info=levee(ValueError(FORGE))).splitlines()) == 1


def test_une_pile_reste_sous_sa_ligne_et_sans_jeton():
    pile = f"Stack (most recent call last):\n/avis/{nouveau_jeton()}/ {FORGE}"
    premiere, *suite = une_ligne(Ligne(), pile=pile).splitlines()
    assert premiere.endswith("Not Found: /avis/…/")
    assert [ligne for ligne in suite if not ligne.startswith("  ") or FORGES.search(ligne)] == []
    assert "/avis/…/ Échec" in "\n".join(suite)
    assert "/avis/…/ Échec" in json.loads(une_ligne(LigneJson(), pile=pile))["pile"]


def test_sans_nos_formats_une_ligne_se_forge():
    """Negative control."""
    trace = logging.LogRecord("x", logging.ERROR, "", 0, FORGE, (), None)
    assert len(logging.Formatter().format(trace).splitlines()) > 1


def test_le_filtre_est_sur_toute_sortie(settings):
    assert all(sortie["filters"] == ["sans_secret"] for sortie in settings.LOGGING["handlers"].values())


def une_ligne(format_: logging.Formatter, message: str = "Not Found: /avis/" + "a" * 43 + "/", **reste) -> str:
    trace = logging.LogRecord("django.request", logging.WARNING, "", 0, message, (), reste.get("exc_info"))
    trace.created, trace.msecs, trace.stack_info = 1_795_000_000.25, 250, reste.get("pile")
    SansSecret().filter(trace)
    return format_.format(trace)


def test_une_ligne_dit_quand_quoi_et_pour_qui_sans_secret():
    with suivre(requete="0123", adresse="192.0.2.7", compte=None):
        assert une_ligne(Ligne()).startswith(
            "2026-11-18T11:06:40.250Z WARNING django.request Not Found: /avis/…/ requete=0123 adresse=192.0.2.7"
        )
        lue = json.loads(une_ligne(LigneJson()))
    assert lue == {
        "le": "2026-11-18T11:06:40.250Z",
        "niveau": "WARNING",
        "source": "django.request",
        "message": "Not Found: /avis/…/",
        "requete": "0123",
        "adresse": "192.0.2.7",
    }
    assert faits_en_cours() == {}
    assert une_ligne(Ligne()).endswith("Not Found: /avis/…/")


def test_une_erreur_ne_montre_pas_l_adresse_qu_elle_cite():
    jeton = nouveau_jeton()
    dit = levee(ValueError(f"/avis/{jeton}/ refusée"))
    for format_ in (Ligne(), LigneJson()):
        ligne = une_ligne(format_, exc_info=dit)
        assert (jeton in ligne, "ValueError: /avis/…/ refusée" in ligne) == (False, True)
    assert "\n" not in une_ligne(LigneJson(), exc_info=dit)


@pytest.mark.django_db
def test_la_demande_a_un_nom_que_le_navigateur_recoit_et_que_ses_lignes_disent(connecte, agent, caplog):
    lus = []
    filtre = SansSecret()
    caplog.handler.addFilter(lambda trace: lus.append((filtre.filter(trace), trace.faits)) or True)
    with caplog.at_level(logging.WARNING, "django.request"):
        reponse = connecte(agent).get("/introuvable/", headers={ENTETE: "x" * 40})
    [(_, faits)] = lus
    assert faits == {"requete": reponse[ENTETE], "adresse": "127.0.0.1", "compte": agent.pk}
    assert len(reponse[ENTETE]) == 16
    assert faits_en_cours() == {}


def test_les_lignes_d_une_tache_disent_laquelle():
    dire_la_tache(task_id="t-1", task=SimpleNamespace(name="portail.relances"))
    assert faits_en_cours() == {"tache": "portail.relances", "tour": "t-1"}
    ne_plus_la_dire(task_id="t-1")
    ne_plus_la_dire(task_id="jamais commencée")
    assert faits_en_cours() == {}


def test_gunicorn_ecrit_dans_le_meme_format(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMAT_JOURNAL", "json")
    chemin = tmp_path / "acces.log"
    journal = JournalSansSecret(_config(str(chemin)))
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/recherche/?q=Kerbrat", "SERVER_PROTOCOL": "HTTP/1.1"}
    reponse = SimpleNamespace(status="200 OK", sent=12, headers=[(ENTETE, "abcd")])
    journal.access(reponse, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
    fermer(journal)
    lue = json.loads(chemin.read_text())
    assert (lue["source"], lue["requete"]) == ("gunicorn.access", "abcd")
    assert "GET /recherche/?… HTTP/1.1" in lue["message"]
