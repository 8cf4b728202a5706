"""Settings: what is usable."""

import pytest

from certif_portal.centre import regles
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


@pytest.mark.parametrize("texte", ["quinze", "15;7", "0", "-1", "366", "1,²"])
def test_une_etape_illisible_est_refusee(texte):
    with pytest.raises(ValueError, match="n’est pas un nombre de jours entre 1 et 365"):
        lire_etapes(texte)


def test_sept_etapes_sont_trop():
    with pytest.raises(ValueError, match=r"^6 étapes au plus\u00a0: au-delà, une relance n’est plus lue\.$"):
        lire_etapes("1,2,3,4,5,6,7")


def test_les_reglages_partent_des_usages_de_l_uimm_35_56():
    delais = {nom: valeur for nom, valeur in vars(regles).items() if nom.endswith(("_JOURS", "_MOIS", "_RELANCE"))}
    assert delais == {
        "INSCRIPTION_JOURS": 15,
        "LIVRET_MOIS": 3,
        "RAPPORT_JOURS": 15,
        "AVIS_JOURS": 15,
        "OBSERVATIONS_JOURS": 15,
        "CERTIFICATS_MOIS": 3,
        "INSCRIPTION_JURY_MOIS": 3,
        "EVALUATION_ANNONCE_MOIS": 2,
        "EVALUATION_FIN_MOIS": 1,
        "ETAPES_RELANCE": (15, 7, 1),
    }
