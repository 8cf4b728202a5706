from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from certif_portal.commun import horloge


@pytest.fixture(autouse=True)
def fichier(settings, tmp_path):
    settings.HORLOGE_FICHIER = tmp_path / "horloge.json"


def test_l_horloge_avance_de_jours_entiers():
    horloge.deplacer(90)
    assert horloge.decalage() == timedelta(days=90)
    assert horloge.aujourdhui() == timezone.localdate() + timedelta(days=90)


def test_l_heure_se_regle_une_fois_et_reste(monkeypatch):
    """A run begun at 23:50 and set at nine lives on one day, before midnight and after it."""
    soir = datetime(2026, 11, 29, 22, 50, tzinfo=UTC)  # 23:50 in Paris
    monkeypatch.setattr(timezone, "now", lambda: soir)
    horloge.deplacer(0, minutes=9 * 60 + 10)
    horloge.deplacer(-10)
    assert horloge.maintenant() == datetime(2026, 11, 20, 8, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: soir + timedelta(minutes=30))
    assert horloge.maintenant() == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert horloge.decalage().days == -10


@pytest.mark.parametrize(
    ("instant", "jours", "attendu"),
    [
        (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), 220, datetime(2027, 7, 2, 21, 30, tzinfo=UTC)),  # 23:30 both
        (datetime(2027, 7, 1, 22, 30, tzinfo=UTC), 183, datetime(2027, 12, 31, 23, 30, tzinfo=UTC)),  # 00:30 both
    ],
)
def test_deplacee_l_horloge_garde_l_heure_du_mur(monkeypatch, instant, jours, attendu):
    """Late in the evening of one season, a shift of whole days must not land on the day after in the other."""
    monkeypatch.setattr(timezone, "now", lambda: instant)
    horloge.deplacer(jours)
    assert horloge.maintenant() == attendu
    assert horloge.aujourdhui() == timezone.localdate(instant) + timedelta(days=jours)


def test_a_l_heure_la_nuit_du_changement_ne_change_rien(monkeypatch):
    """02:30 comes twice on the last Sunday of October: the real clock is not reckoned from the wall."""
    for instant in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
        assert horloge.maintenant() == instant


def test_l_horloge_d_un_vrai_centre_ne_bouge_pas(settings):
    horloge.deplacer(90)
    settings.HORLOGE_MOBILE = False
    with pytest.raises(horloge.HorlogeFixe):
        horloge.deplacer(1)
    assert horloge.decalage() == timedelta()
