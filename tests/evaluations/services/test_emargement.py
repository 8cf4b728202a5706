"""The sheet rendered once, its signed scan kept."""

from datetime import date

import pytest

from certif_portal.commun.models import Courriel
from evaluations.models import FeuilleEmargement
from evaluations.services.emargement import rendre_emargement
from tests.evaluations.commission import modifier, phrases
from tests.evaluations.factories import AVANT, planifier

pytestmark = pytest.mark.django_db


def test_deplacer_refait_l_emargement_et_previent(inscription, evaluateur, autre_evaluateur):
    commission = planifier(inscription, evaluateur, autre_evaluateur).commission
    rendre_emargement(commission=commission, par=None, a=AVANT)
    Courriel.objects.all().delete()
    modifier(commission, evaluateur, autre_evaluateur, date=date(2026, 11, 13))
    assert FeuilleEmargement.objects.count() == 0
    assert Courriel.objects.filter(acte="commission_evaluateur").count() == 2
    assert phrases(commission)[:2] == [
        "La feuille d’émargement imprimée ne vaut plus : elle est à refaire.",
        "Séance déplacée : le 13\u00a0novembre\u00a02026, Lanester (avant : le 6\u00a0novembre\u00a02026, Lanester).",
    ]
