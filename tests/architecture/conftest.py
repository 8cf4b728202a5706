"""The world of the walks: made once for the tests of a module, whatever one of them writes undone before the next."""

import logging
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import pytest
from django.test import Client

from tests.architecture.droits import Monde
from tests.architecture.monde import creer_monde
from tests.fabrique import en_commun, fabrique


@pytest.fixture(scope="module")
def monde_du_module(django_db_setup, django_db_blocker):
    with en_commun(django_db_blocker):
        with fabrique():
            monde = creer_monde()
        yield monde


@pytest.fixture
def monde(monde_du_module: Monde, db) -> Iterator[Monde]:
    """Its browsers are this test's own: what a page leaves in them goes with it. A walk is refused by the thousand:
    the log does not write the trace of each."""
    logging.disable(logging.WARNING)
    yield replace(monde_du_module, clients={role: _jumeau(client) for role, client in monde_du_module.clients.items()})
    logging.disable(logging.NOTSET)


def _jumeau(client: Client) -> Client:
    jumeau = Client()
    jumeau.cookies = deepcopy(client.cookies)
    return jumeau
