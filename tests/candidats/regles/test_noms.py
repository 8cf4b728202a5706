"""What is a name, and how it is printed."""

import pytest

from candidats.regles.noms import casse_du_nom, casse_du_prenom, defaut_de_nom, meme_nom, seule_la_casse_change


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
    assert defaut_de_nom("Marie, Anne-Claire", plusieurs=True) == ""


@pytest.mark.parametrize(
    ("typographie", "lu", "propose"),
    [
        (casse_du_nom, "nguyen van", "NGUYEN VAN"),
        (casse_du_nom, "Duvallon", "Duvallon"),
        (casse_du_prenom, "jean-pierre", "Jean-Pierre"),
        (casse_du_prenom, "JEAN-PIERRE", "Jean-Pierre"),
        (casse_du_prenom, "MARIE DE LOURDES", "Marie de Lourdes"),
        (casse_du_prenom, "McKenzie", "McKenzie"),
    ],
)
def test_la_casse_est_proposee(typographie, lu, propose):
    assert typographie(lu) == propose


@pytest.mark.parametrize(
    ("un", "autre", "meme"), [("Le Goff", "LE GOFF", True), ("D’Aoust", "D'Aoüst", True), ("Petit", "Petitjean", False)]
)
def test_un_nom_d_usage_pareil_n_est_pas_un_autre_nom(un, autre, meme):
    assert meme_nom(un, autre) is meme


def test_seule_la_casse_change():
    assert seule_la_casse_change("Strauß", "STRAUSS")
    assert not seule_la_casse_change("Dupont", "DUPOND")
