"""PostgreSQL away: 503 with Retry-After on every page, and back without a restart. A server of the test's own."""

import errno
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import RequestFactory

from certif_portal.commun.models import Fichier, FichierGarde
from certif_portal.commun.pannes import base_absente, erreur_serveur
from outils_dev.serveurs import Serveurs, port_au_hasard
from tests.bases import copier_la_base
from tests.sessions import entrer

RACINE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def portail(django_db_setup):
    """gunicorn on a cluster of its own, with the tables of the tests."""
    with Serveurs() as serveurs:
        url, port = serveurs.postgresql(), port_au_hasard()
        grappe = serveurs.processus[0][0]
        copier_la_base(url)
        variables = os.environ | {"TESTS": "1", "DATABASE_URL": url, "REDIS_URL": "", "PYTHONWARNINGS": "ignore"}
        commande = [sys.executable, "-m", "gunicorn", "certif_portal.wsgi:application", f"--bind=127.0.0.1:{port}"]
        serveurs.demarrer(
            "gunicorn", [*commande, "--no-control-socket"], port, signal.SIGTERM, env=variables, cwd=RACINE
        )
        yield f"http://127.0.0.1:{port}", grappe


def demander(adresse: str) -> tuple[int, dict, str]:
    demande = urllib.request.Request(adresse, headers={"Cookie": "sessionid=" + "a" * 32})  # noqa: S310
    try:
        with urllib.request.urlopen(demande, timeout=30) as reponse:  # noqa: S310
            return reponse.status, dict(reponse.headers), reponse.read().decode()
    except urllib.error.HTTPError as erreur:
        return erreur.code, dict(erreur.headers), erreur.read().decode()


@pytest.mark.django_db  # its tables are copied
@pytest.mark.postgresql
def test_la_base_partie_se_dit_et_revient(portail):
    adresse, grappe = portail
    assert demander(adresse + "/compte/login/")[0] == 200
    enfants = Path(f"/proc/{grappe.pid}/task/{grappe.pid}/children").read_text().split()
    for pid in map(int, enfants):  # cut under a live connection, as by a crash: the cluster starts its sessions again
        with suppress(FileNotFoundError, ProcessLookupError):  # one of its own helpers may end meanwhile
            if "127.0.0.1" in Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace"):
                os.kill(pid, signal.SIGTERM)
    assert demander(adresse + "/")[0] == 200
    os.kill(grappe.pid, signal.SIGINT)
    grappe.wait(20)
    for page in ("/", "/compte/login/", "/avis/" + "a" * 43 + "/", "/recherche/"):
        debut = time.monotonic()
        statut, entetes, contenu = demander(adresse + page)
        assert (statut, entetes.get("Retry-After")) == (503, "30"), page
        assert "indisponible quelques instants" in contenu
        assert "Content-Security-Policy" in entetes
        assert time.monotonic() - debut < 10
    assert demander(adresse + "/vivant")[0] == 200
    assert demander(adresse + "/pret")[0] == 503


@pytest.fixture
def disque_de_quatre_megaoctets(tmp_path, settings):
    """Where uploads too big for the memory are written meanwhile."""
    monter = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(monter, check=False, capture_output=True).returncode:
        pytest.skip("il faut être root pour faire un disque de quatre mégaoctets")
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.django_db
def test_un_disque_plein_se_dit_et_ne_garde_rien(disque_de_quatre_megaoctets, client, agent):
    """A photo of twelve megabytes goes through the disk: a page of ours, no row, no file left; emptied, it goes on."""
    entrer(client, agent)
    client.raise_request_exception = False
    plein = client.post("/organismes/nouveau/", {"nom": "A", "acte": SimpleUploadedFile("a.jpg", bytes(12_000_000))})
    assert (plein.status_code, plein["Retry-After"]) == (503, "30")
    assert "indisponible quelques instants" in plein.content.decode()
    assert (Fichier.objects.count(), FichierGarde.objects.count()) == (0, 0)
    assert [chemin.stat().st_size for chemin in disque_de_quatre_megaoctets.iterdir()] == []
    assert client.post("/organismes/nouveau/", {"nom": "A"}).status_code == 200


def provoquer(erreur: Exception):
    """What Django does of an error nobody answered: its page is made while the error is being handled."""
    try:
        raise erreur
    except type(erreur):
        return erreur_serveur(RequestFactory().get("/"))


@pytest.mark.postgresql
def test_une_faute_de_requete_reste_une_panne():
    """Control: only the server's absence is told as such; a fault of ours stays a 500."""
    assert provoquer(OperationalError("server closed the connection")).status_code == 503
    assert provoquer(InterfaceError("connection already closed")).status_code == 503
    assert provoquer(ProgrammingError("relation inconnue")).status_code == 500
    assert provoquer(ValueError("x")).status_code == 500
    assert provoquer(OSError(errno.ENOSPC, "plein")).status_code == 503
    assert provoquer(OSError(errno.EIO, "abîmé")).status_code == 500
    assert base_absente(None) is False
