from datetime import timedelta

import pytest
from django.utils import timezone

from certif_portal.commun import horloge


@pytest.fixture(autouse=True)
def fichier(settings, tmp_path):
    settings.HORLOGE_FICHIER = tmp_path / "horloge.json"


def test_l_horloge_avance_de_jours_entiers():
    horloge.deplacer(90)
    assert horloge.decalage() == timedelta(days=90)
    assert horloge.aujourdhui() == timezone.localdate(timezone.now() + timedelta(days=90))


def test_l_horloge_d_un_vrai_centre_ne_bouge_pas(settings):
    horloge.deplacer(90)
    settings.HORLOGE_MOBILE = False
    with pytest.raises(horloge.HorlogeFixe):
        horloge.deplacer(1)
    assert horloge.decalage() == timedelta()
