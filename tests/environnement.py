"""Environment of the test run, set before Django reads its settings (loaded by `-p` in pyproject.toml).

`dev.py tests` gives the real addresses (DATABASE_URL, REDIS_URL, CHROMIUM). Without them the suite runs on
SQLite with eager tasks, and the tests that need what is missing are skipped, with a count; when CI=true they
fail instead, so that a broken machine never passes for a green run.
"""

import atexit
import gc
import os
import shutil
import socket
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from outils_dev.systeme import programme_chromium, programme_libreoffice, programme_nginx

RACINE = Path(__file__).resolve().parent.parent
# The five source texts are not ours to redistribute: they stay beside the repository.
SOURCES = Path(os.environ.get("SOURCES_TEXTES", RACINE.parent / "shared" / "sources"))
# Inputs that failed at others', each with its right value: beside the repository too.
CAS = Path(os.environ.get("CAS_ESSAIS", RACINE.parent / "shared" / "cas"))
PARCOURS_ENTIERS = os.environ.get("PARCOURS_ENTIERS") == "1"
"""The walks of every address and of every form are played whole (`dev.py epreuves parcours`); else a draw of them."""
CLASSE_ENTIERE = os.environ.get("CLASSE_ENTIERE") == "1"
"""An agent checks forty papers in a browser (`dev.py epreuves classe`); else a few of them."""
INSTABLES_AU_PLUS = 3
"""Tests of the browser that failed, then passed when they were played again, in a run that is still green."""
DEHORS = {
    "partage": (SOURCES, "textes sources absents : ils ne font pas partie du dépôt"),
    "cas": (CAS, "cas d’essai absents : ils ne font pas partie du dépôt"),
}
"""Marker -> the folder that its tests read, and what is said where it is not."""

os.environ.setdefault("TESTS", "1")
os.environ.setdefault("SECRET_KEY", "cle-des-tests-sans-valeur-hors-de-la-suite-0123456789")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
# A page or a document makes many objects that die together: the collector waits for them.
gc.set_threshold(50_000, 20, 20)
# Playwright's synchronous driver runs an event loop in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def dossier_du_processus() -> str:
    """A VAR_DIR of this process's own: the movable clock and the SQLite file are never shared between workers."""
    ouvrier = os.environ.get("PYTEST_XDIST_WORKER")
    if ouvrier and "VAR_DIR" in os.environ:
        dossier = os.path.join(os.environ["VAR_DIR"], ouvrier)
        os.makedirs(dossier, exist_ok=True)
        return dossier
    dossier = tempfile.mkdtemp(prefix="portail-pytest-")
    atexit.register(shutil.rmtree, dossier, ignore_errors=True)
    return dossier


os.environ["VAR_DIR"] = dossier_du_processus()


def chromium() -> str | None:
    """Path of the browser of this machine, if it has one."""
    return os.environ.get("CHROMIUM") or programme_chromium()


@cache
def absences() -> dict[str, str]:
    """Marker -> what is missing on this machine for the tests that carry it."""
    manques = {}
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        manques["postgresql"] = "PostgreSQL absent : lancez « python3 dev.py tests »"
    if not os.environ.get("REDIS_URL"):
        manques["redis"] = "Redis absent : lancez « python3 dev.py tests »"
    if not chromium():
        manques["navigateur"] = "Chromium absent : installez le paquet « chromium »"
    if not programme_libreoffice():
        manques["libreoffice"] = "LibreOffice absent : installez « libreoffice-writer » et « libreoffice-calc »"
    if not programme_nginx():
        manques["nginx"] = "nginx absent : installez « nginx-light » et « openssl »"
    return manques


def _est_locale(adresse: object) -> bool:
    """True for a Unix socket and for this machine."""
    return not isinstance(adresse, tuple) or adresse[0] in {"127.0.0.1", "::1", "localhost"}


class ReseauInterdit(RuntimeError):
    """A test tried to leave the machine."""


def pytest_configure() -> None:
    """Close the network to Python code: a test that needs somebody else's server is not a test."""
    connecter = socket.socket.connect

    def connecter_ici(prise: socket.socket, adresse: Any) -> None:
        if not _est_locale(adresse) and not os.environ.get("REDIS_URL", "").count(str(adresse[0])):
            raise ReseauInterdit(f"connexion refusée pendant les tests : {adresse[0]}")
        connecter(prise, adresse)

    socket.socket.connect = connecter_ici  # type: ignore[method-assign]


def pytest_report_header() -> str:
    manques = [*absences(), *(marque for marque, (dossier, _) in DEHORS.items() if not dossier.is_dir())]
    return "portail : " + (f"sans {', '.join(manques)}" if manques else "rien ne manque")


def duree_attendue(item: pytest.Item) -> int:
    """0 for the longest: browser stories, then what LibreOffice converts or what asked for more time."""
    if item.get_closest_marker("navigateur"):
        return 0
    return 1 if item.get_closest_marker("libreoffice") or item.get_closest_marker("timeout") else 2


@pytest.hookimpl(trylast=True)  # after the shuffle, whose order each rank keeps
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: two workers end together. A browser story needs more time than the rest, and is played once
    more when it fails (decision 0439)."""
    items.sort(key=duree_attendue)
    for item in items:
        if not item.get_closest_marker("navigateur"):
            continue
        item.add_marker(pytest.mark.flaky(reruns=1))
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))


def trop_instables(rejoues: int) -> bool:
    """A machine out of breath makes one or two; more is a fault of ours."""
    return rejoues > INSTABLES_AU_PLUS


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the reports of all workers come together."""
    bilan = session.config.pluginmanager.get_plugin("terminalreporter")
    if bilan and trop_instables(len(bilan.stats.get("rerun", []))):
        bilan.write_line(f"Plus de {INSTABLES_AU_PLUS} tests du navigateur rejoués : la suite est refusée.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the collector never walks it again."""
    gc.collect()
    gc.freeze()


def dire_absent(marque: str) -> None:
    """The test is skipped, and counted; under CI=true it fails."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(absences()[marque], pytrace=False)
    pytest.skip(absences()[marque])


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marque in absences():
        if item.get_closest_marker(marque):
            dire_absent(marque)
    for marque, (dossier, manque) in DEHORS.items():
        if item.get_closest_marker(marque) and not dossier.is_dir():
            pytest.skip(manque)
