"""The fixed cast, and what every test may lean on."""

import os
import shutil
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from playwright.sync_api import expect

from certif_portal.celery import app
from certif_portal.commun import horloge
from certif_portal.commun.courtier import CacheSansFaille, disjoncteur
from certif_portal.commun.declencheurs import retirer_scelles
from certif_portal.comptes.choix import Role
from outils_dev.serveurs import Serveurs
from tests.bases import vider_les_tables
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.environnement import SOURCES, chromium
from tests.evaluations.factories import EvaluateurFactory
from tests.fabrique import fabrique
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.heure import vivre_le
from tests.partage import donner, monde_du_module, ranger
from tests.referentiels.factories import creer_referentiel
from tests.sessions import entrer

expect.set_options(timeout=30_000)  # ms: a browser beside another suite is slow, and a page that is right comes at once
JOUR = date(2026, 11, 20)
MODELE = os.environ.get("BASE_MODELE", "")


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the real texts; its tests skip, and are counted, where it is absent."""
    if not SOURCES.is_dir():
        pytest.skip("les textes sources ne sont pas là")
    return SOURCES


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, started so that it also runs as root and speaks to nobody but the test server."""
    options = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    return browser_type_launch_args | {"executable_path": chromium(), "args": options}


@pytest.fixture(scope="session", autouse=True)
def objet_lie_absent(_fail_for_invalid_template_variable) -> None:
    """`{% if inscription.livret %}` is false where there is no livret, as in production; printing it still fails.

    A missing one-to-one gives the engine's invalid value, which must be true for the engine's own test alone.
    """
    options = settings.TEMPLATES[0]["OPTIONS"]
    if valeur := options.get("string_if_invalid"):
        type(valeur).__bool__ = lambda self: sys._getframe(1).f_code.co_name == "resolve"


@pytest.fixture(scope="session", autouse=True)
def celery_lu() -> None:
    """Celery reads its settings at the first use: here, before a test changes them for itself alone."""
    assert current_app.conf.task_always_eager is True


@pytest.fixture(scope="session", autouse=True)
def jour_des_recits() -> None:
    """The portal's day is that of the stories told with fixed dates, whatever the day the suite runs; it begins at
    nine, so that a run that passes midnight does not."""
    maintenant = timezone.localtime()
    a_neuf_heures = (maintenant.replace(hour=9) - maintenant) % timedelta(days=1)
    horloge.deplacer(0, minutes=a_neuf_heures.seconds // 60)
    vivre_le(JOUR)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """What `dev.py tests` has migrated (BASE_MODELE) is copied: no worker migrates a database again."""
    if MODELE and connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = MODELE
    elif MODELE:
        shutil.copy(MODELE, connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    """A file of SQLite that was copied is kept as it is, in the folder of this process."""
    return django_db_keepdb or bool(MODELE and connection.vendor == "sqlite")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Made for the first test that asks for it, and for none when only rules are tested.

    The last request of a closed browser may still hold a session: PostgreSQL would refuse to drop the test database.
    """
    if connection.vendor == "sqlite":  # there a flush deletes row by row, which the seals refuse
        with django_db_blocker.unblock():
            retirer_scelles(connection)
    yield
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as curseur:
        curseur.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def tables_videes_a_peu_de_frais() -> None:
    """After a transactional test Django truncates every table, then writes its permissions again: longer than most
    tests. The few tables that hold rows lose them; types and permissions, which no test changes, stay."""
    selon_django = TransactionTestCase._fixture_teardown

    def vider(cas: TransactionTestCase) -> None:
        connection.ensure_connection()
        if connection.vendor != "postgresql" or not vider_les_tables(connection):
            selon_django(cas)

    TransactionTestCase._fixture_teardown = vider


@pytest.fixture(autouse=True)
def mondes_fabriques(request):
    """What is kept of the registrations is made, by the real function, of the worlds that factories write.

    The stories of tests/parcours go without it: there, an act that forgets to tell is seen (`suivi_juste`).
    """
    if request.node.get_closest_marker("sans_fabrique") or "parcours" in request.node.path.parts:
        yield
        return
    with fabrique():
        yield


def pytest_collection_modifyitems(items):
    ranger(items)


@pytest.fixture(scope="module")
def en_commun_du_module(request, django_db_setup):
    """What the module says that its tests share (`tests/partage.py`)."""
    with monde_du_module(request):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    with donner(fixturedef, request):
        return (yield)


@pytest.fixture
def jour() -> date:
    """The day of the stories told with fixed dates."""
    return JOUR


@pytest.fixture
def horloge_au():
    """`horloge_au(date(2026, 11, 20))`: the portal lives on that day until the end of the test."""

    def regler(jour: date) -> None:
        vivre_le(jour)

    avant = horloge.decalage()
    yield regler
    horloge.deplacer(avant.days)


@pytest.fixture
def horloge_a_part(settings, tmp_path) -> None:
    """The clock of this test alone, set as that of the others."""
    jours, minutes = horloge.decalage().days, horloge.decalage().seconds // 60
    settings.HORLOGE_FICHIER = tmp_path / "horloge.json"
    horloge.deplacer(jours, minutes)


@pytest.fixture
def horloge_du_mur(horloge_a_part) -> None:
    """The clock of this test alone, not moved by any day."""
    horloge.deplacer(0)


@pytest.fixture
def instant() -> datetime:
    return datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def agent(db):
    return creer_personne(Role.AGENT, prenom="Claire", nom="Le Goff")


@pytest.fixture
def responsable(db):
    return creer_personne(Role.RESPONSABLE, prenom="Hervé", nom="Quéméneur")


@pytest.fixture
def auditeur(db):
    return creer_personne(Role.AUDITEUR, prenom="Inès", nom="Baron")


@pytest.fixture
def administrateur(db):
    return creer_personne(Role.ADMIN, prenom="Loïc", nom="Tech")


@pytest.fixture
def organisme(db):
    return creer_organisme_habilite(nom="Pôle formation Sud-Loire")


@pytest.fixture
def autre_organisme(db):
    return creer_organisme_habilite(nom="Greta Est-Bretagne")


@pytest.fixture
def membre_of(organisme):
    return creer_membre(organisme, prenom="Gaëlle", nom="Pennec")


@pytest.fixture
def membre_autre_of(autre_organisme):
    return creer_membre(autre_organisme, prenom="Paul", nom="Autret")


@pytest.fixture
def evaluateur(db):
    return EvaluateurFactory()


@pytest.fixture
def autre_evaluateur(db):
    return EvaluateurFactory(entreprise_nom="Chantiers du Ponant")


@pytest.fixture
def jure(db):
    return creer_personne(Role.JURE, prenom="Nolwenn", nom="Tanguy")


@pytest.fixture
def referentiel(db):
    return creer_referentiel()


@pytest.fixture
def inscription(organisme, referentiel):
    return InscriptionFactory(organisme=organisme, referentiel=referentiel)


@pytest.fixture
def connecte():
    """A browser already logged in as somebody: `connecte(agent).get(...)`."""

    def ouvrir(personne) -> Client:
        client = Client()
        entrer(client, personne)
        return client

    return ouvrir


@pytest.fixture
def redis_a_soi(settings):
    """A Redis of this test's own, the broker and the cache of the portal; ended at the end."""
    with Serveurs() as serveurs:
        url = serveurs.redis()
        reglages = {"broker_url": url, "broker_write_url": url, "task_always_eager": False}
        avant = {nom: app.conf[nom] for nom in reglages}  # read before the setting changes: Celery's own is lazy
        settings.CELERY_TASK_ALWAYS_EAGER = False
        app.conf.update(reglages)
        disjoncteur.refermer()
        CacheSansFaille(url, {}).secours.clear()
        yield url, serveurs.processus[0][0]
        if serveurs.processus[0][0].poll() is None:
            os.kill(serveurs.processus[0][0].pid, signal.SIGCONT)
        app.conf.update(avant)
        disjoncteur.refermer()
