"""Observations asked of an OF are due until their day, and told to whoever manages its accesses."""

from datetime import date, timedelta

import pytest

from habilitations.choix import EtatAudit
from habilitations.echeances import echeances
from habilitations.models import Audit
from habilitations.services.audit import presenter_observations
from tests.habilitations.audit import LE
from tests.habilitations.dossier import midi
from tests.habilitations.factories import HabilitationFactory

pytestmark = pytest.mark.django_db
LIMITE = date(2028, 2, 29)


@pytest.fixture
def audit(scene):
    HabilitationFactory(organisme=scene.organisme)
    audit = scene.declenche(LE)
    Audit.objects.filter(pk=audit.pk).update(
        etat=EtatAudit.CONTRADICTOIRE,
        contradictoire_le=date(2028, 2, 14),
        contradictoire_motif="Rien n’est venu.",
        observations_limite=LIMITE,
    )
    audit.refresh_from_db()
    return audit


def dues(le):
    return [e for e in echeances(le) if e.regle.code == "HABILITATION-OBSERVATIONS"]


def test_les_observations_se_rappellent_jusqu_a_leur_jour(scene, audit):
    """HABILITATION-OBSERVATIONS: fifteen days from a 14 February to the 29th; after it the decision is the centre's."""
    assert [len(dues(le)) for le in (LIMITE - timedelta(days=1), LIMITE, LIMITE + timedelta(days=1))] == [1, 1, 0]
    [due] = dues(LIMITE)
    assert (due.cle, due.date_limite, due.repere, due.destinataires, due.acteur) == (
        f"HABILITATION-OBSERVATIONS:{audit.pk}:2028-02-29",
        LIMITE,
        date(2028, 2, 14),
        (scene.of.email,),
        "organisme",
    )
    assert due.url == audit.get_absolute_url()


def test_presentees_elles_ne_sont_plus_dues(scene, audit):
    presenter_observations(audit=audit, observations="Voici.", par=scene.of, a=midi(LIMITE))
    assert dues(LIMITE) == []
