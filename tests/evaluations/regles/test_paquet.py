"""Which days a tablet takes along, and how it names a candidate."""

from datetime import date

import pytest

from evaluations.regles.paquet import fenetre, initiales, masquer


def test_la_veille_et_les_trois_jours_qui_suivent():
    assert fenetre(date(2026, 11, 30)) == (date(2026, 11, 29), date(2026, 12, 3))


def test_les_initiales():
    assert initiales("zoé", "O’BRIEN") == "Z. O."


@pytest.mark.parametrize(
    ("texte", "rendu"),
    [
        ("ZOE usine l’arbre", "[…] usine l’arbre"),
        ("Mme O’Brien-Nguyễn, puis mme nguyen", "Mme […], puis mme […]"),
        ("Posté chez Forges de l’Ouest, à la forge", "Posté chez […], à la forge"),
        ("Les forges de l’est, le Goff absent", "Les forges de l’est, le […] absent"),
        ("Rien qui nomme : Zoéline, le tour, l’ouest", "Rien qui nomme : Zoéline, le tour, l’ouest"),
        ("Vu avec Le Bo, jamais bo", "Vu avec […], jamais bo"),
        ("", ""),
    ],
)
def test_ce_qui_nomme_est_masque(texte, rendu):
    personnes = ["Zoé", "O’Brien-Nguyễn", "Yann Le Goff", "Le Bo", ""]
    assert masquer(texte, personnes, ["FORGES DE L'OUEST", ""]) == rendu
