"""The words of the trade: understood in their column, or left to be asked."""

import pytest

from candidats.choix import VOIES_D_UN_ORGANISME, Financement, Origine, Secteur, Sexe
from candidats.regles.inscription import pays
from candidats.regles.vocabulaire import (
    OUI_NON,
    PAYS_USUELS,
    USUELS,
    comprendre,
    libelles,
    mots_de,
    nom_insee,
    pays_usuel,
)
from certif_portal.commun.textes import cle_recherche

CHOIX = {
    "sexe": tuple(Sexe.choices),
    "voie": tuple(VOIES_D_UN_ORGANISME),
    "origine": tuple(Origine.choices),
    "financements": tuple((code, f"{code} : {libelle}") for code, libelle in Financement.choices),
    "entreprise_secteur": tuple(Secteur.choices),
    "cpf_abonde": OUI_NON,
}


@pytest.mark.parametrize(
    ("cle", "code", "mots"),
    [
        ("sexe", "F", ["F", "f", "Féminin", "féminin", "Femme", "Mme", "MME", "Mme.", "Madame", "Mlle", "Melle"]),
        ("sexe", "M", ["M", "M.", "Mr", "Mr.", "MONSIEUR", "Homme", "H", "Masculin", "masc."]),
        ("voie", "formation", ["Formation", "parcours de formation", "FI", "Formation continue", "Apprentissage"]),
        ("voie", "vae", ["VAE", "vae", "Validation des acquis de l'expérience"]),
        ("voie", "vae_branche", ["VAE de branche", "VAE branche"]),
        ("origine", "SL", ["SL", "salarié", "Salarié(e)", "SALARIEE", "salarié·e", "Salarié.e", "CDI"]),
        ("origine", "DE", ["DE", "Demandeur d’emploi", "demandeuse d'emploi", "Demandeur(se) d'emploi", "chômage"]),
        ("financements", "CP", ["CP", "Contrat pro", "contrat de professionnalisation", "Contrat de pro"]),
        (
            "financements",
            "CP",
            ["CP · Contrat de professionnalisation", "CP : contrat de professionnalisation", "Contrat pro."],
        ),
        ("financements", "CPF", ["CPF", "Compte personnel de formation", "Mon Compte Formation", "C.P.F."]),
        ("financements", "PDC", ["PDC", "plan", "Plan de formation", "Plan de développement des compétences"]),
        ("financements", "POEI", ["POEI", "POEI ", "POE individuelle"]),
        ("financements", "CPFTP", ["CPFTP", "PTP", "CPF de transition professionnelle", "Transition pro"]),
        ("financements", "PA", ["Pro-A", "PRO A", "PA"]),
        ("entreprise_secteur", "HM", ["HM", "hors métaux", "Hors métallurgie"]),
        ("cpf_abonde", "oui", ["oui", "O", "x", "X", "1", "Vrai"]),
        ("cpf_abonde", "non", ["non", "N", "0"]),
    ],
)
def test_un_mot_du_metier_est_compris(cle, code, mots):
    assert [comprendre(cle, CHOIX[cle], mot) for mot in mots] == [code] * len(mots)


@pytest.mark.parametrize(
    ("cle", "mots"),
    [
        ("sexe", ["M/Mme", "M. ou Mme", "?", "X", "Me", "M ?", "F?"]),
        ("origine", ["Alternant", "apprenti", "stagiaire", "sans emploi", "CP", "intérim", "CDI ?"]),
        (
            "financements",
            ["Pôle emploi", "apprentissage", "alternance", "POE", "OPCO", "Reconversion", "CIF", "Région"],
        ),
        ("entreprise_secteur", ["industrie", "autre"]),
        ("cpf_abonde", ["peut-être", "-"]),
        ("voie", ["CQPM", "interne"]),
    ],
)
def test_un_mot_qui_peut_dire_deux_choses_est_demande(cle, mots):
    assert [comprendre(cle, CHOIX[cle], mot) for mot in mots] == [None] * len(mots)


@pytest.mark.parametrize("cle", USUELS)
def test_aucun_mot_ne_dit_deux_choses(cle):
    """Each is written under one choice, and understood as it."""
    usuels = [(cle_recherche(mot), code) for code, mots in USUELS[cle].items() for mot in mots]
    assert {mot: mots_de(cle, CHOIX[cle])[mot] for mot, _ in usuels} == dict(usuels)
    assert all(mot for mot, _ in usuels)


@pytest.mark.parametrize("cle", CHOIX)
def test_ce_que_le_formulaire_et_le_modele_impriment_se_relit(cle):
    for code, libelle in CHOIX[cle]:
        assert {comprendre(cle, CHOIX[cle], mot) for mot in (code, libelle)} == {code}


@pytest.mark.parametrize(
    ("ecrit", "nom"),
    [
        ("USA", "États-Unis"),
        ("u.s.a.", "États-Unis"),
        ("Viêt Nam", "Vietnam"),
        ("RDC", "République démocratique du Congo"),
        ("Congo Brazzaville", "République du Congo"),
        ("Guinée-Conakry", "République de Guinée"),
        ("RÉPUBLIQUE DE CORÉE", "Corée du Sud"),
        ("Congo", "Congo"),
        ("ANGLETERRE", "Royaume-Uni"),
        ("Hollande", "Pays-Bas"),
        ("FRANCE ", "France"),
        ("Mauritanie", "Mauritanie"),
        ("MA", "MA"),
        ("USA ?", "USA ?"),
    ],
)
def test_un_pays_se_dit_comme_tout_le_monde(ecrit, nom):
    assert pays(ecrit) == nom


def test_chaque_pays_usuel_mene_a_un_nom_de_la_liste():
    """The list that ships with the portal."""
    from candidats.imports.cog import pays_livres

    connus = {pays.nom for pays in pays_livres()}
    assert {nom_insee(nom) for nom in PAYS_USUELS} - connus == set()
    assert [pays_usuel(nom) for nom in PAYS_USUELS] == list(PAYS_USUELS)


def test_un_refus_offre_les_choix():
    assert libelles(CHOIX["sexe"]) == "F ; M"
    assert libelles(CHOIX["voie"]) == "Parcours de formation ; VAE ; VAE de branche"
