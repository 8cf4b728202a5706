"""What is a name, and how it is printed."""

import pytest

from candidats.donnees import DonneesInscription
from candidats.regles.noms import (
    casse_du_nom,
    casse_du_prenom,
    cle_des_noms,
    defaut_de_nom,
    doute_de_nom,
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
        "Xi",
        "Ng",
        "Le GOFF",
        "de LA ROCHEFOUCAULD",
        "DUPONT de La Tour",
        "DUPONT MARTIN",
        "Dupont Martin",
        "McDONALD",
        "DUPONT--MARTIN",
        "Nguye\u0302\u0303n",
    ],
)
def test_un_nom_est_un_nom(nom):
    """NOM-CONFIRME: it is asked of none of them."""
    assert defaut_de_nom(nom) == ""
    assert doute_de_nom(nom) == "" or nom == "J.-P."


@pytest.mark.parametrize(
    ("noms", "extrait"),
    [
        ("née Dupont|NÉE Dupont|Né Dupont|veuve Martin|ép. Martin|Ep Martin|épouse Martin", "Écrivez le nom sans"),
        ("Dupont épouse Martin|Dupont née Martin|Vve Dupont ep Martin|DUPONT ep.MARTIN", "Un seul nom ici"),
        ("Martin Née|DUPONT-ép-MARTIN|Veuve Clicquot Martin|Dupont femme Martin", "Un seul nom ici"),
        ("Dupont ou Martin|Dupont et Martin|Dupont dit Lebrun|Dupont alias Martin", "Un seul nom ici"),
        ("Dupont nom d’usage Martin|Dupont divorcée Martin|Dupont mariée Martin", "Un seul nom ici"),
        ("Mme Dupont|M. Dupont|M.Dupont|Mme.Dupont|Melle Dupont|Mle Dupont|Mrs Dupont", "civilité"),
        ("Me Dupont|Dupont Mme|DUPONT M.|Monsieur|M", "civilité"),
        ("DUPONT Jean|Jean DUPONT|DUPONT Jean-Paul", "un nom suivi d’un prénom"),
        ("NULL|None|nan|NC|N.C.|Aucun|Non|XXX|SO|id.|dito|même|non renseigné|à compléter", "laissez vide"),
        ("sans nom|oui|mariée|marié|célibataire|néant|Sans|SNP", "laissez vide"),
        ("X|D.|J. Dupont|Dupont J.|J.-P.", "une lettre seule"),
        ("- Dupont|Dupont -|Dupont - Martin|Dup...|Dupont ’ ’|Dupont'|’t Hooft", "Un signe est seul"),
    ],
)
def test_ce_qui_est_rarement_un_nom_est_demande(noms, extrait):
    """NOM-CONFIRME: asked, not refused: « Non », « Sans » or « ’t Hooft » are confirmed."""
    doutes = {nom: (defaut_de_nom(nom), doute_de_nom(nom)) for nom in noms.split("|")}
    assert [nom for nom, (defaut, doute) in doutes.items() if defaut or extrait not in doute] == []


@pytest.mark.parametrize(
    ("noms", "extrait"),
    [
        ("Jean Paul Marie|Marie Claire Anne Sophie", "simple ou composé"),
        ("Jean dit Jeannot|Jean et Paul", "Un seul prénom ici."),
        ("J.|J.P.|J", "une lettre seule"),
        ("Jean-|-Jean", "Un signe est seul"),
        ("DUPONT Jean", "un nom suivi d’un prénom"),
        ("Jean Paul|Marie de la Paix|Abd El Kader|Léo|Marie-Claire|Jean D", ""),
    ],
)
def test_ce_qui_est_rarement_un_prenom_est_demande(noms, extrait):
    """NOM-CONFIRME"""
    doutes = {nom: doute_de_nom(nom, prenom=True) for nom in noms.split("|")}
    assert [nom for nom, doute in doutes.items() if bool(doute) != bool(extrait) or extrait not in doute] == []


def test_un_defaut_n_est_pas_aussi_un_doute():
    """NOM-CONFIRME"""
    assert doute_de_nom("-") == ""
    assert doute_de_nom("Paul Marie Anne, Zoé", prenom=True, plusieurs=True) == ""
    assert "Un seul prénom" in doute_de_nom("Paul et Marie", prenom=True, plusieurs=True)


@pytest.mark.parametrize("nom", ["Jeɑn", "Jeanǃ", "Raﬁk", "Ĳsbrand"])
def test_une_lettre_qui_n_est_latine_que_de_nom_est_nommee(nom):
    assert "alphabet latin" in defaut_de_nom(nom) or "Aucun document ne peut imprimer" in defaut_de_nom(nom)


@pytest.mark.parametrize(
    ("nom", "extrait"),
    [
        ("Martin2", "chiffre"),
        ("=Martin", "« = »"),
        ("<b>Martin</b>", "« < »"),
        ("Martin & fils", "« & »"),
        ("Marie, Claire", "Un seul prénom ici"),
        ("Рetrov", "alphabet latin"),
        ("Петров", "alphabet latin"),
        ("Martin 🙂", "U+1F642"),
        ("LÃ©gÃ©", "mal lu"),
        ("Zo\ufffd", "n’a pas été lu"),
        ("L‚g‚", "« ‚ »"),
        ("?", "« ? »"),
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
        (casse_du_prenom, "İBRAHİM", "İbrahim"),
        (casse_du_prenom, "NGUYE\u0302\u0303N", "Nguyễn"),
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
    assert seule_la_casse_change("YıLDIRAY", "yIldiray")  # letter by letter, one folded and one in capitals
    assert not seule_la_casse_change("Dupont", "DUPOND")
    for propose in ("YILDIZ", "YıLDıZ", "Strauß-Yıldız".upper()):
        assert seule_la_casse_change("Strauß-Yıldız" if len(propose) > 6 else "Yıldız", propose)
    assert not seule_la_casse_change("Yıldız", "Yildiz")  # another letter: the paper says « ı »
    assert not seule_la_casse_change("Yıldız", "YILDIZE")


@pytest.mark.parametrize(
    ("naissance", "usage", "cle"),
    [
        ("Duvallon", "", "duvallon zoe marie"),
        ("Duvallon", "DUVALLON", "duvallon zoe marie"),
        ("Duvallon", "Abel", "abel zoe duvallon marie"),
    ],
)
def test_une_personne_se_range_sous_le_nom_que_les_listes_montrent(naissance, usage, cle):
    """She was listed as ABEL among the D."""
    personne = DonneesInscription(nom_naissance=naissance, nom_usage=usage, prenom="Zoé", autres_prenoms="Marie")
    assert cle_des_noms(personne) == cle
