"""What France compétences publishes of a fiche."""

from datetime import date

import pytest

from referentiels.models import Enregistrement
from tests.referentiels.factories import creer_referentiel


@pytest.fixture
def fiche(db) -> Enregistrement:
    referentiel = creer_referentiel(rncp=False)
    return Enregistrement.objects.create(
        certification=referentiel.certification,
        code="RNCP40664",
        date_enregistrement=date(2025, 1, 1),
        date_fin=date(2029, 1, 1),
        date_limite_delivrance=date(2033, 1, 1),
    )
