"""Deadlines read from the last one: the same, by the same slices."""

from datetime import timedelta

import pytest

from certif_portal.commun import horloge
from certif_portal.portail.queries.echeance import toutes_les_echeances
from jurys.services import suivi
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


def test_de_la_derniere_a_la_premiere(connecte, agent, organisme):
    le = horloge.aujourdhui()
    for jours in (10, 30, 20, 40, 20):
        dates = {"entree_formation": le - timedelta(days=jours), "fin_formation": le + timedelta(days=200 + jours)}
        InscriptionFactory(organisme=organisme, **dates)
    suivi.refaire_tout()
    echeances = toutes_les_echeances(le)
    attendues = list(echeances)
    assert len(attendues) >= 5
    envers = echeances.depuis_la_fin()
    assert (envers.count(), len(envers)) == (len(attendues), len(attendues))
    assert [*envers[0:2], *envers[2:4], *envers[4:100]] == attendues[::-1]
    client = connecte(agent)
    pages = [client.get("/echeances/", {"tri": tri}).context["page"].object_list for tri in ("limite", "-limite")]
    assert [list(page) for page in pages] == [attendues[:50], attendues[::-1][:50]]
