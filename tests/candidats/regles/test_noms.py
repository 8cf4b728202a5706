"""What is a name, and how it is printed."""

import pytest

from candidats.donnees import DonneesInscription
from candidats.regles.noms import (
    casse_du_nom,
    casse_du_prenom,
    defaut_de_nom,
    meme_nom,
    noms_proposes,
    seule_la_casse_change,
)


@pytest.mark.parametrize(
    "nom",
    [
        "O’Brien-Nguyễn",
        "D'Ornano",
        "Œuvré-Çelik",
        "Łukasiewicz",
        "J.-P.",
        "Le Goff",
        "Saint-Germain",
        "Ibn Sīnā",
        "M’Bala",
        "Na",
        "Ep",
        "Ep Martin",
        "Martin Née",
        "Veuve Clicquot Martin",
        "Nguye\u0302\u0303n",
    ],
)
def test_un_nom_est_un_nom(nom):
    assert defaut_de_nom(nom) == ""


@pytest.mark.parametrize(
    ("nom", "extrait"),
    [
        ("Martin2", "chiffre"),
        ("=Martin", "« = »"),
        ("<b>Martin</b>", "« < »"),
        ("Martin & fils", "« & »"),
        ("Mme Dupont", "civilité"),
        ("M. Dupont", "civilité"),
        ("Dupont épouse Martin", "Un seul nom ici"),
        ("Dupont née Martin", "Un seul nom ici"),
        ("Vve Dupont ep Martin", "Un seul nom ici"),
        ("Marie, Claire", "Un seul prénom ici"),
        ("Рetrov", "alphabet latin"),
        ("Петров", "alphabet latin"),
        ("Martin 🙂", "U+1F642"),
        ("LÃ©gÃ©", "mal lu"),
        ("Zo\ufffd", "n’a pas été lu"),
        ("L‚g‚", "« ‚ »"),
        ("?", "« ? »"),
        ("néant", "laissez vide"),
        ("-", "Un nom est attendu"),
    ],
)
def test_ce_qui_n_est_pas_un_nom_est_demande(nom, extrait):
    assert extrait in defaut_de_nom(nom)


def test_les_autres_prenoms_se_separent_par_des_virgules():
    assert defaut_de_nom("Marie, Anne-Claire ; Zoé", plusieurs=True) == ""
    assert defaut_de_nom("Marie, Anne2", plusieurs=True) == "Un nom ne contient pas de chiffre (« 2 » est lu)."


@pytest.mark.parametrize(
    ("typographie", "lu", "propose"),
    [
        (casse_du_nom, "nguyen van", "NGUYEN VAN"),
        (casse_du_nom, "Duvallon", "Duvallon"),
        (casse_du_prenom, "jean-pierre", "Jean-Pierre"),
        (casse_du_prenom, "JEAN-PIERRE", "Jean-Pierre"),
        (casse_du_prenom, "MARIE DE LOURDES", "Marie de Lourdes"),
        (casse_du_prenom, "McKenzie", "McKenzie"),
        (casse_du_prenom, "JP", "JP"),
        (casse_du_prenom, "LÉA", "Léa"),
        (casse_du_prenom, "jo", "Jo"),
    ],
)
def test_la_casse_est_proposee(typographie, lu, propose):
    assert typographie(lu) == propose


@pytest.mark.parametrize(
    ("un", "autre", "meme"), [("Le Goff", "LE GOFF", True), ("D’Aoust", "D'Aoüst", True), ("Petit", "Petitjean", False)]
)
def test_un_nom_d_usage_pareil_n_est_pas_un_autre_nom(un, autre, meme):
    assert meme_nom(un, autre) is meme


def test_les_noms_sont_proposes_comme_le_centre_les_imprime():
    typee = DonneesInscription(nom_naissance="Le Goff", nom_usage="nguyen", prenom="ZOÉ", autres_prenoms="anne, Marie")
    assert noms_proposes(typee) == {
        "nom_naissance": "LE GOFF",
        "nom_usage": "NGUYEN",
        "prenom": "Zoé",
        "autres_prenoms": "anne, Marie",
    }


def test_seule_la_casse_change():
    assert seule_la_casse_change("Strauß", "STRAUSS")
    assert not seule_la_casse_change("Dupont", "DUPOND")
