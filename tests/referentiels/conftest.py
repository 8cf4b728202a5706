"""The texts the importer is proved on: the real one, kept outside the repository, and our own fictitious ones."""

import pytest

from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from tests.environnement import RACINE, SOURCES
from tests.referentiels.publication import fiche
from tests.referentiels.versions import deux
from tests.referentiels.vie import cqpi

__all__ = ["cqpi", "deux", "fiche"]

DONNEES = RACINE / "referentiels" / "donnees"


@pytest.fixture(scope="session")
def octets_reels() -> bytes:
    """Only for tests marked `partage`, which skip where the source texts are absent."""
    return (SOURCES / "referentiel-cqpm-industrialisation.md").read_bytes()


@pytest.fixture(scope="session")
def reel(octets_reels: bytes) -> ReferentielLu:
    return lire_referentiel(octets_reels)


@pytest.fixture(scope="session")
def octets_fictifs() -> bytes:
    return (DONNEES / "cqpm-fictif.md").read_bytes()


@pytest.fixture(scope="session")
def fictif(octets_fictifs: bytes) -> ReferentielLu:
    return lire_referentiel(octets_fictifs)


@pytest.fixture(scope="session")
def octets_ccpm() -> bytes:
    return (DONNEES / "ccpm-fictif.md").read_bytes()


@pytest.fixture(scope="session")
def ccpm(octets_ccpm: bytes) -> ReferentielLu:
    return lire_referentiel(octets_ccpm)
