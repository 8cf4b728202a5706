"""A small, seeded sample of the trial of retention: the same years, fewer files."""

import pytest

from epreuves.conservation import DEBUT, Bilan, eprouver, restants, verifier_reste
from evaluations.models import AvisEntreprise
from tests.jurys.factories import dossier_pret, jury_clos

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_quarante_cinq_ans_laissent_ce_que_dit_la_table():
    bilan = eprouver(nombre=120, canaris=36, pas=60, graine=1)
    assert bilan.fautes == []
    assert bilan.plantes >= 36
    assert bilan.trouves_avant >= 8
    presents = restants()
    assert not any(presents.values())


def test_ce_qui_manque_ou_reste_de_trop_se_voit(agent, referentiel):
    """Negative control: a purge too early, then one that forgot."""
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    presents, tot, tard = restants(), Bilan(), Bilan()
    verifier_reste(DEBUT, presents, tot)
    assert tot.fautes == []
    verifier_reste(DEBUT.replace(year=2090), presents, tard)
    assert len(tard.fautes) == 2
    AvisEntreprise.objects.all().delete()
    verifier_reste(DEBUT, presents, tot)
    assert tot.fautes == ["2026-11-20 : Papiers d’évaluation : 0 de trop, 1 de moins"]
