"""The day of a sitting: where each candidate stands; every kind of incident has its consequence."""

import pytest

from evaluations.choix import NatureIncidentSeance
from evaluations.regles.seance import CONSEQUENCES, EtatDuJour, etat_du_jour

DEBUT = {"arrive": False, "evaluees": 0, "attendues": 4, "signatures": 0, "scellee": False}


@pytest.mark.parametrize(
    ("faits", "attendu"),
    [
        ({}, EtatDuJour.ATTENDU),
        ({"arrive": True}, EtatDuJour.PRESENT),
        ({"evaluees": 1}, EtatDuJour.EN_COURS),
        ({"evaluees": 3}, EtatDuJour.EN_COURS),
        ({"evaluees": 4}, EtatDuJour.A_SIGNER),
        ({"evaluees": 4, "signatures": 1}, EtatDuJour.EN_SIGNATURE),
        ({"evaluees": 4, "signatures": 2, "scellee": True}, EtatDuJour.SCELLEE),
    ],
)
def test_ou_en_est_un_candidat(faits, attendu):
    assert etat_du_jour(**DEBUT | faits) == attendu


def test_chaque_incident_a_sa_consequence():
    assert set(CONSEQUENCES) == set(NatureIncidentSeance)
