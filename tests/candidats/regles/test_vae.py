from datetime import date

import pytest

from candidats.choix import Voie
from candidats.regles.vae import accueil_dispense, accueil_manque


@pytest.mark.parametrize(
    ("voie", "collectif", "dispense"),
    [
        (Voie.VAE, True, False),
        (Voie.VAE, False, False),
        (Voie.VAE_BRANCHE, True, True),
        (Voie.VAE_BRANCHE, False, False),
    ],
)
def test_l_accueil_se_tient_sauf_vae_de_branche_collective(voie, collectif, dispense):
    """VAE-ACCUEIL"""
    assert accueil_dispense(voie, collectif) is dispense
    assert accueil_manque(voie, None, collectif) is not dispense
    assert accueil_manque(voie, date(2026, 3, 2), collectif) is False
