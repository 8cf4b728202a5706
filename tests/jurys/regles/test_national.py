"""Who is in the national file, by when, in which words."""

from datetime import date

import pytest

from jurys.regles.national import (
    Titulaire,
    limite_nationale,
    modalite_acces,
    numero_de_reference,
    prenoms_lus,
    statut_lu,
    voie_vae,
)


def titulaire(**champs) -> Titulaire:
    """Zoé, whole."""
    faits = {
        "certificat": 123,
        "candidat": 7,
        "numero": "MC 000001",
        "repertoire": "RNCP",
        "code": "RNCP40664",
        "intitule": "Technicien d’usinage",
        "nom_naissance": "Le Goff",
        "nom_usage": "",
        "prenoms": ("Zoé", "Anne"),
        "sexe": "F",
        "naissance": date(1998, 3, 12),
        "precision": "jour",
        "code_commune": "44184",
        "commune": "Saint-Nazaire",
        "pays": "France",
        "date_jury": date(2026, 12, 8),
        "delivre_le": date(2026, 12, 8),
        "voie": "formation",
        "financements": frozenset(),
        "inscrit_le": date(2026, 3, 2),
    }
    return Titulaire(**faits | champs)


@pytest.mark.parametrize(
    ("delivre_le", "limite"),
    [
        (date(2026, 12, 8), date(2027, 3, 8)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
    ],
)
def test_trois_mois_de_calendrier_apres_la_delivrance(delivre_le, limite):
    """NATIONAL-DELAI"""
    assert limite_nationale(delivre_le) == limite


@pytest.mark.parametrize(
    ("voie", "financements", "acces", "vae"),
    [
        ("formation", [], "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION", ""),
        ("formation", ["CPF", "PDC"], "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION", ""),
        ("formation", ["CP"], "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION", ""),
        ("formation", ["CPE"], "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION", ""),
        ("formation", ["CPFCA"], "FORMATION_INITIALE_APPRENTISSAGE", ""),
        ("vae", ["CPF"], "VAE", "VAE_CLASSIQUE"),
        ("formation", ["CVAE"], "VAE", "CONGES_VAE"),
    ],
)
def test_la_voie_dans_les_mots_du_schema(voie, financements, acces, vae):
    assert (modalite_acces(voie, financements), voie_vae(voie, financements)) == (acces, vae)


@pytest.mark.parametrize(
    ("texte", "numero"),
    [
        ("CERT-000123", 123),
        (" cert-000123 ", 123),
        ("000123", None),
        ("CERT-", None),
        ("CERT-12a", None),
        ("CERT-" + "9" * 12, None),
        ("CERT-٣", None),
    ],
)
def test_la_reference_se_relit(texte, numero):
    assert numero_de_reference(texte) == numero
    assert titulaire().reference == "CERT-000123"


@pytest.mark.parametrize(("cle", "lu"), [("accepte", True), ("rejetee", False), ("en cours", None), ("", None)])
def test_un_statut_se_comprend_ou_se_dit(cle, lu):
    assert statut_lu(cle) is lu


def test_trois_prenoms_au_plus():
    assert prenoms_lus("Zoé", "") == ("Zoé",)
    assert prenoms_lus("Zoé", "Anne, Lou; Mai") == ("Zoé", "Anne", "Lou")


def test_une_naissance_connue_en_partie_et_ce_qui_retient():
    entiere = titulaire()
    assert (entiere.mois, entiere.jour, entiere.manques, entiere.retenu) == (3, 12, [], True)
    assert entiere.qui == "LE GOFF Zoé, MC 000001"
    au_mois = titulaire(precision="mois", code_commune="")
    assert (au_mois.mois, au_mois.jour, au_mois.retenu) == (3, None, True)
    a_l_annee = titulaire(precision="annee", sexe="")
    assert (a_l_annee.mois, a_l_annee.jour, a_l_annee.retenu) == (None, None, False)
