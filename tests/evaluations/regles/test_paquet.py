"""Which days a tablet takes along, and how it names a candidate."""

from datetime import date

from evaluations.regles.paquet import fenetre, initiales


def test_la_veille_et_les_trois_jours_qui_suivent():
    assert fenetre(date(2026, 11, 30)) == (date(2026, 11, 29), date(2026, 12, 3))


def test_les_initiales():
    assert initiales("zoé", "O’BRIEN") == "Z. O."
