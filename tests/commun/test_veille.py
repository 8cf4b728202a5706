"""PostgreSQL frozen, its connections open: given up in a bounded time, back without a restart."""

import os
import signal
import time
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.http import HttpResponse

from certif_portal.commun import veille
from certif_portal.commun.veille import PAGE, SANTE, TRAVAIL, ConnexionVeillee, borner_les_pages, delai
from outils_dev.serveurs import Serveurs
from tests.commun.test_pannes import demander, portail

__all__ = ["portail"]
pytestmark = pytest.mark.postgresql


def famille(grappe) -> list[int]:
    enfants = Path(f"/proc/{grappe.pid}/task/{grappe.pid}/children").read_text().split()
    return [grappe.pid, *map(int, enfants)]


@contextmanager
def gelee(grappe):
    """The whole server stopped: the kernel still takes connections, nobody answers."""
    pids = famille(grappe)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def serveur():
    with Serveurs() as serveurs:
        url = serveurs.postgresql()
        yield url.rpartition("/")[0] + "/postgres", serveurs.processus[0][0]


GEL = 30
"""Seconds that R9 asks for."""


@pytest.mark.timeout(180)
@pytest.mark.django_db  # its tables are copied
def test_une_page_dit_que_la_base_est_gelee_et_revient(portail):
    """R9: for thirty seconds; what watches the portal is answered too, whatever session it is shown."""
    adresse, grappe = portail
    assert demander(adresse + "/compte/login/")[0] == 200
    with gelee(grappe):
        gel, attentes = time.monotonic(), {}
        while time.monotonic() - gel < GEL:
            for page in ("/", "/recherche/", "/vivant", "/pret"):
                debut = time.monotonic()
                statut, entetes, contenu = demander(adresse + page)
                attentes[page] = max(attentes.get(page, 0), time.monotonic() - debut)
                assert statut == (200 if page == "/vivant" else 503), page
                if page in ("/", "/recherche/"):
                    assert entetes.get("Retry-After") == "30"
                    assert "indisponible quelques instants" in contenu
        assert max(attentes.values()) < GEL / 2, attentes
        assert attentes["/vivant"] < 3, attentes
    debut = time.monotonic()
    assert demander(adresse + "/compte/login/")[0] == 200
    assert time.monotonic() - debut < GEL / 2


ATTENTES = {
    "la sonde d’une connexion gardée": lambda connexion, curseur: curseur.execute("SELECT 1"),
    "une requête": lambda connexion, curseur: curseur.execute("SELECT count(*) FROM essai"),
    "une copie": lambda connexion, curseur: curseur.copy_expert("COPY essai FROM STDIN", StringIO("1\n")),
    "un enregistrement": lambda connexion, curseur: connexion.commit(),
    "un retour": lambda connexion, curseur: connexion.rollback(),
    "un morceau": lambda connexion, curseur: connexion.nomme.fetchmany(10),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("attente", ATTENTES)
def test_chaque_attente_d_une_connexion_ouverte_est_bornee(serveur, monkeypatch, attente):
    url, grappe = serveur
    monkeypatch.setattr(veille, "TRAVAIL", 2.0)
    monkeypatch.setattr(veille, "SANTE", 2.0)
    connexion = psycopg2.connect(url, connection_factory=ConnexionVeillee)
    curseur = connexion.cursor()
    curseur.execute("CREATE TEMP TABLE essai AS SELECT 1 AS n")
    connexion.nomme = connexion.cursor("morceaux")
    connexion.nomme.execute("SELECT generate_series(1, 10000)")
    assert len(connexion.nomme.fetchmany(10)) == 10
    with gelee(grappe):
        debut = time.monotonic()
        with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
            ATTENTES[attente](connexion, curseur)
        assert 1.5 < time.monotonic() - debut < 8
    connexion.close()
    assert veille.veilleur.attentes == {}


def test_ce_qui_repond_a_temps_n_est_pas_coupe(serveur, monkeypatch):
    """Control: longer than nothing, shorter than the delay, many times over."""
    monkeypatch.setattr(veille, "TRAVAIL", 2.0)
    connexion = psycopg2.connect(serveur[0], connection_factory=ConnexionVeillee)
    curseur = connexion.cursor()
    for _ in range(4):
        curseur.execute("SELECT pg_sleep(0.7)")
    curseur.execute("SELECT 41 + 1")
    assert curseur.fetchmany() == [(42,)]
    connexion.close()


def test_une_page_a_moins_de_temps_qu_un_travail(rf):
    vus = []
    borner_les_pages(lambda request: vus.append(delai()) or HttpResponse())(rf.get("/"))
    assert (vus, delai(), SANTE) == ([PAGE], TRAVAIL, 3.0)
