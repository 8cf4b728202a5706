"""Names that may be those of one person."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.regles.identite import (
    cle_personne,
    cles_homonymes,
    constats_identite,
    identite_montree,
    repartir,
    surement_deux,
)
from candidats.regles.lieu import LieuDit
from tests.candidats.factories import donnees_completes
from tests.candidats.regles.faits import LE, champs


@pytest.mark.parametrize(
    ("nom", "prenom", "meme"),
    [
        ("Le Goff", "Anne-Marie", True),
        ("LEGOFF", "Anne Marie", True),
        ("Anne-Marie", "Le Goff", True),
        ("Lé Goff", "Ânne-marie", True),
        ("Le Goff", "Anne", False),
        ("Le Gof", "Anne-Marie", False),
    ],
)
def test_cle_des_homonymes(nom, prenom, meme):
    cles = cles_homonymes("Le Goff", "", "Anne-Marie")
    assert (cles_homonymes(nom, "", prenom) == cles) is meme
    assert bool(cles_homonymes("Kerbrat", nom, prenom) & cles) is meme  # the used name of one file


NANTES, RENNES, INCONNU = LieuDit("Nantes", departement="44"), LieuDit("Rennes", departement="35"), LieuDit()


@pytest.mark.parametrize(
    ("lieux", "rangs"),
    [
        ([], []),
        ([NANTES, NANTES], [0, 0]),
        ([NANTES, RENNES, NANTES], [0, 1, 0]),
        ([INCONNU, NANTES], [0, 0]),
        ([INCONNU, NANTES, RENNES], [2, 0, 1]),
        ([INCONNU, INCONNU], [0, 0]),
    ],
)
def test_les_fiches_d_un_nom_et_d_un_jour_se_repartissent_par_lieu(lieux, rangs):
    """Two people, one of them without a place is nobody's in particular."""
    assert repartir(lieux) == rangs


@pytest.mark.parametrize(
    ("verifiees", "autre", "deux"), [(True, RENNES, True), (False, RENNES, False), (True, NANTES, False)]
)
def test_deux_papiers_verifies_de_deux_lieux_sont_deux_personnes(verifiees, autre, deux):
    assert surement_deux(verifiees, NANTES, autre) is deux


def test_un_etat_civil_a_corriger_est_entier_et_bien_ecrit():
    assert constats_identite(donnees_completes(), LE) == []
    faux = replace(donnees_completes(), prenom="Anne2", sexe="")
    assert champs(constats_identite(faux, LE)) == ["prenom", "sexe"]


def test_la_meme_personne_a_la_meme_cle():
    cle = cle_personne("Le Goff", "Anne-Marie", date(1996, 2, 29))
    assert cle == cle_personne("LE-GOFF", "anne marie", date(1996, 2, 29)) == ("le goff anne marie", date(1996, 2, 29))
    assert cle_personne("Le Goff", "Anne-Marie", None) != cle


def test_ce_qui_est_montre_change_avec_l_etat_civil_et_avec_la_piece():
    """The case is settled by the check itself: it changes nothing."""
    donnees = donnees_completes()
    montree = identite_montree(donnees, [3, 2])
    assert identite_montree(replace(donnees, prenom=donnees.prenom.upper()), [2, 3]) == montree
    autres = [
        identite_montree(replace(donnees, date_naissance=date(1996, 3, 1)), [2, 3]),
        identite_montree(replace(donnees, commune_naissance="Rezé"), [2, 3]),
        identite_montree(donnees, [2, 4]),
        identite_montree(donnees, [2]),
    ]
    assert len({montree, *autres}) == 5
