"""Each field of the base is declared, once; the register is written from it and up to date."""

from collections import Counter

import pytest

from certif_portal.portail.conservation import (
    EFFACEMENTS,
    Categorie,
    champs_des_modeles,
    lire_registre,
    page_de_conservation,
)
from certif_portal.portail.queries.cible import CIBLES
from tests.environnement import RACINE

MODELE = """
[finalites]
INSCRIRE = "Inscrire"
[regles.COURTE]
quoi = "Ce qui part vite"
depart = "la fin"
effacement = "ligne"
source = "Ici"
jours = 30
mois = 1
[regles.LONGUE]
quoi = "Ce qui reste"
depart = "le début"
effacement = "aucun"
source = "Ici"
[donnees.candidats.Candidat]
finalite = "INSCRIRE"
regle = "LONGUE"
sauf = { contact = "COURTE" }
identite = "prenom"
contact = "courriel"
"""


def test_chaque_champ_de_la_base_est_declare_une_fois():
    """A new field fails here: declare it in donnees.toml."""
    declares = Counter((champ.modele, champ.nom) for champ in lire_registre().champs)
    assert sorted(champs_des_modeles() - set(declares)) == []
    assert sorted(set(declares) - champs_des_modeles()) == []
    assert [champ for champ, fois in declares.items() if fois > 1] == []


def test_un_champ_oublie_est_vu():
    """Negative control."""
    declares = {(champ.modele, champ.nom) for champ in lire_registre(MODELE).champs}
    assert declares == {("candidats.Candidat", "prenom"), ("candidats.Candidat", "courriel")}
    assert ("candidats.Candidat", "telephone") in champs_des_modeles() - declares


def test_une_categorie_peut_avoir_sa_regle():
    identite, contact = lire_registre(MODELE).champs
    assert (identite.categorie, identite.regle.code, identite.finalite) == (Categorie.IDENTITE, "LONGUE", "Inscrire")
    assert (contact.categorie, contact.regle.code, contact.regle.duree) == (
        Categorie.CONTACT,
        "COURTE",
        "1 mois 30 jours",
    )


@pytest.mark.parametrize(
    ("juste", "faux"),
    [("INSCRIRE", "RIEN"), ('regle = "LONGUE"', 'regle = "RIEN"'), ("identite", "inconnue"), ("COURTE", "RIEN")],
)
def test_un_mot_qui_n_existe_pas_est_refuse(juste, faux):
    depuis = MODELE.index("[donnees")
    with pytest.raises(KeyError):
        lire_registre(MODELE[:depuis] + MODELE[depuis:].replace(juste, faux, 1))


def test_chaque_regle_sert_et_dit_comment_cela_part():
    registre = lire_registre()
    servies = {champ.regle.code for champ in registre.champs} | {cible.regle for cible in CIBLES}
    assert servies == set(registre.regles)
    assert {champ.finalite for champ in registre.champs} == set(registre.finalites.values())
    assert {regle.effacement for regle in registre.regles.values()} == set(EFFACEMENTS)


def test_ce_que_le_dispositif_fixe_est_ce_qu_il_dit():
    """Chapter 6, § 2."""
    regles = lire_registre().regles
    assert (regles["CERTIFICAT"].duree, regles["APPRECIATION"].duree) == ("42 ans", "5 ans")
    assert (regles["PIECE_IDENTITE"].duree, regles["PIECE_IDENTITE"].appliquee) == ("", "supprimer_pieces")
    par_champ = {(champ.modele, champ.nom): champ.regle.code for champ in lire_registre().champs}
    assert par_champ["candidats.PieceIdentite", "fichier"] == "PIECE_IDENTITE"
    assert par_champ["evaluations.Appreciation", "commentaire"] == "APPRECIATION"
    assert par_champ["jurys.Certificat", "nom"] == "CERTIFICAT"
    assert par_champ["candidats.Candidat", "telephone"] == "CONTACT_CANDIDAT"


def test_le_registre_est_a_jour():
    assert (RACINE / "docs" / "conservation.md").read_text(encoding="utf-8") == page_de_conservation()
