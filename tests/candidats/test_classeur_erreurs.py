"""Forty errors, each told at its cell; and the report, kept and read again."""

from datetime import date

from candidats.imports.rapport import Sort, rapport_depuis
from tests.candidats.classeur import classeur, controle, ligne, martin

ERREURS: dict[int, dict] = {
    2: {"sexe": "?", "date_naissance": "31/02/1996", "entreprise_siret": "7,3282932E+13", "courriel": "zoé chez elle"},
    3: {"entreprise_siret": 73282932000075, "financements": "PDC ; XYZ", "voie": "par la fenêtre", "origine": "XX"},
    4: {"nom_naissance": None, "prenom": None, "date_naissance": None, "commune_naissance": None},
    5: {
        "departement_naissance": "96",
        "entreprise_code_nace": "acier",
        "entreprise_secteur": "Z",
        "telephone": "1" * 30,
    },
    6: {"referentiel_id": "9999", "tuteur_courriel": "anne@", "superieur_courriel": "@yann", "amenagements": "cause"},
    7: {
        "blocs": "BDC9999",
        "fin_formation": date(2026, 1, 1),
        "cpf_abonde": "peut-être",
        "initiative_sans_accord": "bof",
    },
    8: {"service": None, "superieur_nom": None, "tuteur_nom": None, "tuteur_courriel": None},
    9: {"entreprise_siret": None, "entreprise_adresse": None, "entreprise_ville": None, "entreprise_code_nace": None},
    10: {
        "formateurs": "Yann <pas un courriel>",
        "nom_usage": "x" * 61,
        "autres_prenoms": date(2026, 1, 1),
        "date_evaluation_prevue": "bientôt",
    },
    11: {
        "entree_formation": "hier",
        "entreprise_raison_sociale": None,
        "entreprise_code_postal": None,
        "code_commune_naissance": "ABCDE",
    },
}


def test_quarante_erreurs_toutes_dites_a_leur_cellule():
    rapport = controle(classeur(*(ligne(**({"nom_naissance": martin(n)} | e)) for n, e in ERREURS.items())))
    dites = {(anomalie.ligne, anomalie.cle) for anomalie in [*rapport.erreurs, *rapport.manques]}
    plantees = {(numero, cle) for numero, cellules in ERREURS.items() for cle in cellules}
    assert len(plantees) == 40
    assert dites == plantees
    fausses = [ligne_.numero for ligne_ in rapport.de(Sort.A_CORRIGER)]
    assert fausses == [numero for numero in ERREURS if numero not in (8, 9)]  # these only miss what the deposit asks
    messages = {(m["ligne"], m["colonne"]): m for m in rapport.messages() if m["bloquant"]}
    assert messages[2, "SIRET entreprise"]["valeur"] == "7,3282932E+13"
    assert messages[2, "SIRET entreprise"]["feuille"] == "Inscriptions"
    assert messages[2, "Date de naissance"]["attendu"].startswith("Une date qui existe")


def test_un_classeur_sans_faute_n_a_pas_d_erreur():
    assert controle(classeur(ligne())).erreurs == []


def test_un_rapport_se_garde_et_se_relit():
    rapport = controle(classeur(ligne(), ligne(), ligne(nom_naissance="Bihan", entreprise_secteur="HM")))
    relu = rapport_depuis(rapport.en_octets())
    assert relu == rapport
    assert relu.bilan == {"lignes": 3, "nouvelle": 1, "modifiee": 0, "inchangee": 1, "a_corriger": 1}
    assert [a.regle.code for a in relu.erreurs] == ["SECTEUR-BRANCHE"]
