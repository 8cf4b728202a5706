import pytest

from referentiels.models import IndexRecherche
from referentiels.services.index import indexer, indexer_catalogue
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def test_l_index_dit_les_mots_de_la_version_et_se_refait(referentiel):
    index = indexer(referentiel)
    mots = index.mots.split()
    assert mots == sorted(set(mots))
    assert {"usiner", "lecture", "plan"} <= set(mots)
    referentiel.mission = "Souder des cuves."
    assert "souder" in indexer(referentiel).mots.split()
    assert [ligne.pk for ligne in IndexRecherche.objects.filter(referentiel=referentiel)] == [index.pk]


def test_tout_le_catalogue_se_refait(referentiel):
    creer_referentiel()
    IndexRecherche.objects.all().delete()
    assert indexer_catalogue() == 2
    assert IndexRecherche.objects.count() == 2
