"""Settings: what is usable."""

import pytest

from certif_portal.centre.regles import lire_etapes


@pytest.mark.parametrize(
    ("texte", "etapes"),
    [
        ("15,7,1", [15, 7, 1]),
        (" 1, 7 ,7,15,", [15, 7, 1]),
        ("", []),
        ("365", [365]),
        ("6,5,4,3,2,1", [6, 5, 4, 3, 2, 1]),
    ],
)
def test_les_etapes_se_lisent_de_la_plus_lointaine_a_la_plus_proche(texte, etapes):
    assert lire_etapes(texte) == etapes


@pytest.mark.parametrize("texte", ["quinze", "15;7", "0", "-1", "366", "1,²", "1,2,3,4,5,6,7"])
def test_une_etape_illisible_est_refusee(texte):
    with pytest.raises(ValueError, match=r"jours|étapes"):
        lire_etapes(texte)
