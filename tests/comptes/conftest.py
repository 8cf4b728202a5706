"""The directory of the centre, for whoever comes in by it."""

import pytest
from django.core.cache import cache

from certif_portal.comptes import annuaire
from tests.annuaire import CLIENT, SECRET, servir


@pytest.fixture
def directory(settings):
    annuaire.oublier()
    cache.clear()  # departures are counted by address
    with servir() as serveur:
        settings.OIDC_EMETTEUR, settings.OIDC_CLIENT, settings.OIDC_SECRET = serveur.emetteur, CLIENT, SECRET
        settings.ADRESSE_PUBLIQUE = "http://testserver"
        yield serveur
    annuaire.oublier()
