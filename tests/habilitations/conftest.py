import pytest

from tests.habilitations.dossier import Scene
from tests.habilitations.factories import HabilitationFactory


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


@pytest.fixture
def acte():
    """From 1 January 2024 to 31 December 2028."""
    return HabilitationFactory(organisme__nom="Pôle formation de l’Estuaire")
