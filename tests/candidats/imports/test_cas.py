"""The workbooks that failed elsewhere, through the command as it prints what it read: each with its right value."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.candidats.imports.cog import charger
from tests.environnement import CAS
from tests.referentiels.factories import creer_referentiel

CLASSEURS = CAS / "classeurs"
GOURMANDS = {"dense.xlsx": "compte plus de 600000 cellules", "menteur.xlsx": "tronqué"}
OUVRIR = """
import resource, sys
from certif_portal.commun.a_part import SOUCHES
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import lire_feuilles
try:
    print("lu", lire_feuilles(open(sys.argv[1], "rb").read()) and "")
except FichierRefuse as refus:
    print(str(refus).replace("\u00a0", " "))
SOUCHES.ecarter(SOUCHES.prendre())  # what it forked counts once it has ended
pris = resource.getrusage(resource.RUSAGE_CHILDREN)
print(pris.ru_maxrss // 1024, pris.ru_utime + pris.ru_stime)
"""
"""What the process that opens a file takes, alone: its memory in MB, and its seconds of processor."""
pytestmark = [pytest.mark.cas, pytest.mark.django_db]


@pytest.fixture
def lire(organisme):
    creer_referentiel(champs_certification={"numero": "9001", "annee": 2024, "prefixe": "CQPM"})
    charger()

    def _lire(nom: str) -> dict:
        sortie = io.StringIO()
        options = {"organisme": organisme.siret, "simulation": True, "json": True, "stdout": sortie}
        try:
            call_command("importer_inscriptions", str(CLASSEURS / nom), **options)
        except CommandError as refus:
            return {"refus": str(refus).replace("\u00a0", " ")}
        return json.loads(sortie.getvalue())

    return _lire


def messages(dit: dict, ligne: int, *, bloquants: bool = True) -> str:
    """All that is said of one line."""
    dits = [m for m in dit["messages"] if m["ligne"] == ligne and (m["bloquant"] or not bloquants)]
    return " ".join(f"{m['colonne']} : {m['attendu']}" for m in dits).replace("\u00a0", " ")


BON = {"etat": "nouvelle", "nom_naissance": "Duvallon", "prenom": "Maëlle", "date_naissance": "1998-03-12"}
LUS = {
    "c_pays_residence.xlsx": BON
    | {"commune_naissance": "Oran", "pays_naissance": "Algérie", "code_commune_naissance": "99352"},
    "c2_departement_residence.xlsx": BON
    | {"commune_naissance": "Rennes", "departement_naissance": "35", "code_commune_naissance": "35238"},
    "d_heure_minuit_bon.xlsx": BON | {"commune_naissance": "Nantes", "departement_naissance": "44"},
    "e_etranger_99.xlsx": BON | {"commune_naissance": "Oran", "code_commune_naissance": "99352"},
    "f_cp1252.csv": BON | {"nom_naissance": "Légé-Hervé", "prenom": "Zoë"},
    "d_heure_23.xlsx": {"etat": "a_corriger", "date_naissance": ""},
    "d_heure_2359.xlsx": {"etat": "a_corriger", "date_naissance": ""},
    "e_gennes_sans_departement.xlsx": {
        "etat": "nouvelle",
        "departement_naissance": "",
        "code_commune_naissance": "",
    },
    "e_faute_avec_code.xlsx": {"etat": "a_corriger", "commune_naissance": "", "code_commune_naissance": "44109"},
    "e_code_postal_en_insee.xlsx": {
        "etat": "a_corriger",
        "commune_naissance": "Nantes",
        "code_commune_naissance": "",
    },
    "f_mojibake.xlsx": {"etat": "a_corriger", "nom_naissance": "", "prenom": ""},
    "k_emoji.xlsx": {"etat": "a_corriger", "nom_naissance": ""},
}
DITS = {
    "d_heure_23.xlsx": ["le 11/03/1998 ou le 12/03/1998"],
    "d_heure_2359.xlsx": ["le 11/03/1998 ou le 12/03/1998"],
    "e_faute_avec_code.xlsx": ["44109 est le code de Nantes"],
    "e_code_postal_en_insee.xlsx": ["44000 est un code postal", "44109"],
    "f_mojibake.xlsx": ["Nom de naissance : Ce texte est mal lu", "Prénom : Ce texte est mal lu"],
    "k_emoji.xlsx": ["« 🙂 » (U+1F642"],
}
REFUSES = {
    "b_nom_et_nom_de_naissance.xlsx": ["« Nom », « Nom de naissance » : laquelle remplit « Nom de naissance » ?"],
    "f_mac_roman.csv": ["MacRoman", "CSV UTF-8"],
    "f_cp850.csv": ["CP850", "CSV UTF-8"],
    "f_double_utf8.csv": ["encodés deux fois", "CSV UTF-8"],
    "g_guillemet_seul.csv": ["Ligne 3 : un guillemet"],
    "i_feuilles.xlsx": [
        "« Archive 2024 », 1 candidat (feuille masquée) ; « Groupe A », 1 candidat ; « Groupe B », 2 candidats"
    ],
    "i2_deux_groupes.xlsx": ["« Groupe A », 1 candidat ; « Groupe B », 2 candidats"],
    "liste_de_classe.xlsx": ["« Voie d’accès »", "« Financements »"],
}


@pytest.mark.parametrize("nom", LUS)
def test_ce_qui_est_lu_est_juste_ou_demande(lire, nom):
    dit = lire(nom)
    assert {cle: dit["lignes_lues"][0][cle] for cle in LUS[nom]} == LUS[nom]
    bloquants = messages(dit, 2)
    assert bool(bloquants) == (LUS[nom]["etat"] == "a_corriger")
    assert [extrait for extrait in DITS.get(nom, []) if extrait not in bloquants] == []


@pytest.mark.parametrize("nom", REFUSES)
def test_ce_qui_doit_etre_demande_du_fichier_le_refuse(lire, nom):
    dit = lire(nom)
    assert [extrait for extrait in REFUSES[nom] if extrait not in dit["refus"]] == []


def test_un_octet_faux_est_une_cellule_fausse(lire):
    dit = lire("moji.csv")
    noms = [(lue["ligne"], lue["nom_naissance"], lue["prenom"]) for lue in dit["lignes_lues"]]
    assert noms == [(2, "Hélène-Béatrice", "Zoé"), (3, "Éric", "")]
    assert "Prénom : Un signe n’a pas été lu" in messages(dit, 3)
    assert "Prénom" not in messages(dit, 2)


def test_deux_homonymes_nes_ailleurs_sont_demandes_une_fois(lire):
    dit = lire("jumeaux.xlsx")
    assert [lue["etat"] for lue in dit["lignes_lues"]] == ["nouvelle", "nouvelle", "nouvelle", "a_corriger"]
    assert "dites si c’est une autre personne" in messages(dit, 5)


def test_un_lieu_qui_en_est_deux_reste_vide_et_se_demande(lire):
    """« Gennes » is in the Doubs, or was in Maine-et-Loire: a draft is kept without, as by the form."""
    dits = messages(lire("e_gennes_sans_departement.xlsx"), 2, bloquants=False)
    assert "Plusieurs communes portent ce nom (25, code 25267 ; 49, code 49149" in dits
    assert "Le département est à renseigner" in dits


def test_les_mots_du_metier_se_lisent_ou_sont_demandes(lire):
    dit = lire("vocabulaire.xlsx")
    lues = dit["lignes_lues"]
    # « 01/13/1990 » has its month first: what may be read both ways in its column is asked
    assert [lue["date_naissance"] for lue in lues] == ["", "", "1990-02-01", "", "1990-03-01", "", "", ""]
    assert [lue["sexe"] for lue in lues] == ["M", "M", "M", "M", "F", "F", "F", "M"]
    assert [lue["voie"] for lue in lues] == ["formation"] * 8
    financements = [("CPF",), ("CPF",), ("CPF", "PDC"), ("CPF", "PDC"), ("CPF",), (), (), ("POEI",)]
    assert [tuple(lue["financements"]) for lue in lues] == financements
    assert "« 01/13/1990 » s’écrit le mois d’abord : est-ce le 01/02/1990 ou le 02/01/1990 ?" in messages(dit, 2)
    assert "écrivez 00/02/1990" in messages(dit, 7)
    assert "Financements : Une valeur de la liste" in messages(dit, 7)  # « apprentissage », then « Pôle emploi »
    assert "Financements : Une valeur de la liste" in messages(dit, 8)
    assert "Date de naissance : Une date qui existe" in messages(dit, 8)


@pytest.mark.parametrize("nom", GOURMANDS)
def test_un_fichier_gourmand_est_refuse_a_peu_de_frais(nom):
    """In seconds of processor, whatever else the machine does."""
    commande = [sys.executable, "-c", OUVRIR, str(CLASSEURS / nom)]
    refus, mesures = subprocess.run(commande, capture_output=True, text=True, check=True).stdout.splitlines()
    memoire, secondes = map(float, mesures.split())
    assert GOURMANDS[nom] in refus
    assert 5 < memoire <= 250
    assert 0 < secondes <= 2


def test_chaque_cas_est_ici():
    nommes = {*LUS, *REFUSES, *GOURMANDS, "moji.csv", "jumeaux.xlsx", "vocabulaire.xlsx"}
    assert nommes == {Path(fichier).name for fichier in CLASSEURS.iterdir()}
