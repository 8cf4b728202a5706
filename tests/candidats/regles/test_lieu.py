from dataclasses import replace
from datetime import date

import pytest

from candidats.regles.lieu import (
    Completion,
    FaitsCommune,
    FaitsPays,
    Lieux,
    cle_commune,
    completer_naissance,
    departement_de,
)

SAINT_NAZAIRE = FaitsCommune("44184", "Saint-Nazaire", "44")
AUTRE_SAINT_NAZAIRE = FaitsCommune("30288", "Saint-Nazaire", "30")
LYON = FaitsCommune("69123", "Lyon", "69")
# One commune until the end of 2015, two names afterwards.
ANCIENNE = FaitsCommune("14001", "Le Val", "14", fin=date(2016, 1, 1), actuelle=False)
NOUVELLE = FaitsCommune("14999", "Le Val", "14", debut=date(2016, 1, 1))
LIEUX = Lieux(
    communes={
        "saint nazaire": (SAINT_NAZAIRE, AUTRE_SAINT_NAZAIRE),
        "lyon": (LYON,),
        "le val": (ANCIENNE, NOUVELLE),
    },
    pays={"belgique": FaitsPays("99131", "Belgique")},
    chargees=True,
)


def completer(lieux=LIEUX, **champs) -> Completion:
    defauts = {"commune": "Saint-Nazaire", "code": "", "departement": "", "pays": "France", "naissance": None}
    return completer_naissance(lieux, **defauts | champs)


@pytest.mark.parametrize(
    ("ecrit", "cle"),
    [
        ("St-Nazaire", "saint nazaire"),
        ("STE Luce", "sainte luce"),
        ("Saint-Nazaire Cedex", "saint nazaire"),
        ("Saint-Nazaire CEDEX 2", "saint nazaire"),
        ("Paris 03", "paris 3"),
        ("Lyon 3e Arrondissement", "lyon 3"),
        ("Marseille 1er", "marseille 1"),
    ],
)
def test_une_commune_a_une_seule_cle(ecrit, cle):
    assert cle_commune(ecrit) == cle


@pytest.mark.parametrize(
    ("code", "departement"),
    [("44184", "44"), ("2A004", "2A"), ("97411", "974"), ("98735", "987"), ("96001", "96"), ("99131", "")],
)
def test_le_departement_se_lit_dans_le_code(code, departement):
    assert departement_de(code) == departement


@pytest.mark.parametrize(
    ("le", "commune", "existait"),
    [
        (None, ANCIENNE, True),
        (date(2015, 12, 31), ANCIENNE, True),
        (date(2016, 1, 1), ANCIENNE, False),
        (date(2015, 12, 31), NOUVELLE, False),
        (date(2016, 1, 1), NOUVELLE, True),
        (date(1900, 1, 1), LYON, True),
    ],
)
def test_une_commune_existe_tant_qu_elle_porte_ce_nom(le, commune, existait):
    """The first day counts, the day of the change belongs to the next name."""
    assert commune.existait_le(le) is existait


def test_le_departement_ou_le_code_choisit_entre_deux_communes():
    attendu = Completion({"code_commune_naissance": "44184"})
    assert completer(departement="44") == attendu
    assert completer(code="44184") == Completion({"departement_naissance": "44"})
    assert completer(code="44184", departement="44") == Completion()


@pytest.mark.parametrize(
    ("naissance", "code"),
    [(date(1996, 2, 29), "14001"), (date(2015, 12, 31), "14001"), (date(2016, 1, 1), "14999")],
)
def test_entre_deux_noms_celui_du_jour_de_la_naissance(naissance, code):
    assert completer(commune="Le Val", naissance=naissance).valeurs["code_commune_naissance"] == code


def test_sans_date_de_naissance_la_commune_d_aujourd_hui():
    assert completer(commune="Le Val").valeurs["code_commune_naissance"] == "14999"


@pytest.mark.parametrize(
    ("champs", "champ", "extrait"),
    [
        ({}, "commune_naissance", "Plusieurs communes portent ce nom (départements 30, 44)"),
        ({"departement": "29"}, "departement_naissance", "Aucune commune de ce nom dans le département 29"),
        ({"commune": "Nulle-Part"}, "commune_naissance", "absente de la liste de l’INSEE"),
        ({"commune": "Nulle-Part", "departement": "44"}, "commune_naissance", "absente de la liste de l’INSEE"),
        ({"commune": "St Nazaire", "departement": "44"}, "commune_naissance", "Lue Saint-Nazaire (44184)"),
        ({"commune": "Lyon"}, "commune_naissance", "a des arrondissements"),
        ({"pays": "Syldavie"}, "pays_naissance", "Pays absent de la liste"),
    ],
)
def test_ce_qui_se_discute_est_dit_sur_son_champ(champs, champ, extrait):
    [(ou, avis)] = completer(**champs).avis
    assert ou == champ
    assert extrait in avis


def test_un_code_donne_n_est_pas_redemande():
    assert completer(commune="Nulle-Part", code="12345") == Completion()


def test_le_nom_usuel_remplace_une_abreviation():
    lu = completer(commune="St Nazaire", departement="44")
    assert lu.valeurs == {"commune_naissance": "Saint-Nazaire", "code_commune_naissance": "44184"}
    assert completer(commune="SAINT NAZAIRE", departement="44").avis == ()


@pytest.mark.parametrize(
    ("pays", "code", "valeurs"),
    [
        ("Belgique", "", {"code_commune_naissance": "99131"}),
        ("Belgique", "99131", {}),
        ("BELGIQUE", "", {"code_commune_naissance": "99131", "pays_naissance": "Belgique"}),
        ("belgique", "99131", {}),
    ],
)
def test_ne_a_l_etranger(pays, code, valeurs):
    assert completer(commune="Liège", pays=pays, code=code) == Completion(valeurs)


def test_sans_liste_ni_commune_rien_n_est_dit():
    assert completer(Lieux(), commune="Nulle-Part") == Completion()
    assert completer(commune="") == Completion()
    assert completer(pays="", departement="44") == completer(departement="44")


def test_un_code_qui_dit_une_autre_commune_se_tait_sur_le_departement():
    assert completer(code="75056") == Completion()


def test_un_pays_deja_bien_ecrit_ne_change_pas():
    lieux = replace(LIEUX, pays={"urss": FaitsPays("99123", "URSS"), "belgique": FaitsPays("99131", "Belgique")})
    assert completer(lieux, pays="URSS", code="99123") == Completion()
    assert completer(lieux, pays="BELGIQUE", code="99131") == Completion({"pays_naissance": "Belgique"})
