"""PROPOSITION-SOURCEE: a draft opens with what the facts propose, and proposes anew when asked."""

from datetime import timedelta

import pytest

from certif_portal.portail.services.habilitation import ouvrir_dossier, proposer_reponses
from tests.habilitations.dossier import Scene, midi
from tests.habilitations.factories import HabilitationFactory
from tests.habilitations.services.test_vie import CENTRE, LE, declarer, reunir

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene(HabilitationFactory().organisme)


def test_les_propositions_suivent_les_faits_du_jour(scene):
    dossier = ouvrir_dossier(organisme=scene.organisme, centre=CENTRE, par=scene.of, a=midi(LE))
    avant = set(dossier.propositions.values_list("code", flat=True))
    reunir(scene, LE - timedelta(days=30))
    declarer(scene, LE)
    proposer_reponses(dossier=dossier, centre=CENTRE, par=scene.of, a=midi(LE))
    assert set(dossier.propositions.values_list("code", flat=True)) - avant == {"1.1", "1.2", "6.1"}
