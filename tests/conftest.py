"""The fixed cast, and what every test may lean on."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.environnement import SOURCES, chromium
from tests.evaluations.factories import EvaluateurFactory
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

JOUR = date(2026, 11, 20)


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
def jour_des_recits() -> None:
    """The portal's day is that of the stories told with fixed dates, whatever the day the suite runs."""
    horloge.deplacer((JOUR - timezone.localdate()).days)


@pytest.fixture(scope="session", autouse=True)
def sessions_fermees(django_db_setup, django_db_blocker):
    """The last request of a closed browser may still hold a session: PostgreSQL would refuse to drop the test
    database."""
    yield
    if connection.vendor != "postgresql" or connection.connection is None:
        return  # no test of this run opened the database: it was not made
    with django_db_blocker.unblock(), connection.cursor() as curseur:
        curseur.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def jour() -> date:
    """The day of the stories told with fixed dates."""
    return JOUR


@pytest.fixture
def horloge_au():
    """`horloge_au(date(2026, 11, 20))`: the portal lives on that day until the end of the test."""

    def regler(jour: date) -> None:
        horloge.deplacer((jour - timezone.localdate()).days)

    avant = horloge.decalage()
    yield regler
    horloge.deplacer(avant.days)


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
        client.force_login(personne)
        return client

    return ouvrir
