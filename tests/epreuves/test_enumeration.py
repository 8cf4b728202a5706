"""A small draw of the trial of the timings, and the statistics that judge it."""

import random

import pytest

from certif_portal.comptes.models import Utilisateur
from epreuves import enumeration
from epreuves.enumeration import eprouver, mann_whitney

PAIRES, SEUIL, ECART = 20, 1e-5, 50
"""So few, on a machine that does something else, are told apart by a difference of their own alone: the two hundred of
the trial are judged at a hundredth and five milliseconds."""


@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_le_temps_d_une_reponse_ne_dit_pas_qui_a_un_compte(monkeypatch):
    monkeypatch.setattr(enumeration, "SEUIL", SEUIL)
    monkeypatch.setattr(enumeration, "ECART", ECART)
    assert [str(mesure) for mesure in eprouver(PAIRES, 3) if not mesure.muet] == []


@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_un_hachage_de_moins_se_devine(monkeypatch):
    """Negative control: an unknown address whose password is not hashed."""
    monkeypatch.setattr(Utilisateur, "set_password", lambda compte, mot_de_passe: None)
    [connexion] = eprouver(PAIRES, 3, ["connexion"])
    assert connexion.p < SEUIL
    assert not connexion.muet


def test_mann_et_whitney():
    alea = random.Random(5)  # noqa: S311  # a draw, no secret
    uns, memes = ([alea.gauss(50, 5) for _ in range(200)] for _ in range(2))
    assert mann_whitney(uns, memes) > 0.01
    assert mann_whitney(uns, [valeur + 3 for valeur in memes]) < 0.001
    assert mann_whitney([1.0] * 9, [1.0] * 9) == 1.0
    assert mann_whitney([1, 2, 3], [4, 5, 6]) == pytest.approx(0.0495, abs=0.001)
