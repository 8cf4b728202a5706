"""How often one place may ask a public page something."""

import pytest
from django.core.cache import cache

from certif_portal.commun.limites import permis


@pytest.fixture(autouse=True)
def _sans_compte():
    cache.clear()


def demander(rf, adresse="198.51.100.7", action="essai", secondes=60) -> bool:
    return permis(rf.get("/", REMOTE_ADDR=adresse), action, maximum=3, secondes=secondes)


def test_la_quatrieme_est_de_trop_pour_cette_adresse_et_cette_page(rf):
    assert [demander(rf) for _ in range(5)] == [True, True, True, False, False]
    assert (demander(rf, adresse="198.51.100.8"), demander(rf, action="autre")) == (True, True)


def test_le_temps_passe_le_compte_reprend(rf):
    assert [demander(rf) for _ in range(4)] == [True, True, True, False]
    cache.clear()
    assert demander(rf)


def test_un_compte_qui_finit_entre_deux_ne_ferme_rien(rf):
    """A duration of zero ends at once: counting it fails, the page answers."""
    assert demander(rf, secondes=0)
