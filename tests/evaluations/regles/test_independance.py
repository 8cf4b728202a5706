"""Independence rules at their boundaries. No database."""

import pytest

from evaluations.regles.independance import Entourage, ProfilEvaluateur, manquements_independance

SIRET, AUTRE_SIRET = "73282932000074", "73282932000082"


def profil(**champs) -> ProfilEvaluateur:
    return ProfilEvaluateur(**({"prenom": "Yann", "nom": "Kermarrec", "courriel": "yann@forges.fr"} | champs))


def codes(evaluateur: ProfilEvaluateur, **entourage) -> list[str]:
    trouves = manquements_independance(evaluateur, Entourage(candidat="O’BRIEN Zoé", **entourage))
    return [trouve.regle.code for trouve in trouves]


@pytest.mark.parametrize(
    "nom", ["Yann Kermarrec", "KERMARREC Yann", "M. Yann KERMARREC", "yann  kermarrec", "Mme Kermarrec-Yann"]
)
def test_superieur_reconnu_sous_toutes_les_ecritures(nom):
    """INDEPENDANCE-HIERARCHIE"""
    assert codes(profil(), superieur_nom=nom) == ["INDEPENDANCE-HIERARCHIE"]


def test_superieur_reconnu_par_son_courriel():
    """INDEPENDANCE-HIERARCHIE"""
    assert codes(profil(), superieur_nom="Le chef", superieur_courriel="YANN@forges.fr") == ["INDEPENDANCE-HIERARCHIE"]


@pytest.mark.parametrize("nom", ["", "M.", "Yannick Kermarrec", "Yann Le Kermarrec", "Kermarrec"])
def test_un_autre_nom_n_est_pas_le_superieur(nom):
    """INDEPENDANCE-HIERARCHIE"""
    assert codes(profil(courriel=""), superieur_nom=nom) == []


def test_nom_de_famille_seul_suffit_entre_collegues():
    """INDEPENDANCE-HIERARCHIE"""
    assert codes(profil(siret=SIRET), superieur_nom="M. Kermarrec", siret=SIRET) == ["INDEPENDANCE-HIERARCHIE"]
    assert codes(profil(siret=AUTRE_SIRET), superieur_nom="M. Kermarrec", siret=SIRET) == []
    assert codes(profil(siret=SIRET), superieur_nom="Anne Prigent", siret=SIRET) == []


def test_accents_et_lettres_etrangeres():
    """INDEPENDANCE-HIERARCHIE"""
    evaluatrice = profil(prenom="Łucja", nom="Œuvré-Çelik", courriel="")
    assert codes(evaluatrice, superieur_nom="OEUVRE CELIK Lucja") == ["INDEPENDANCE-HIERARCHIE"]


@pytest.mark.parametrize(
    ("evaluateur", "candidat", "attendu"),
    [
        ({"siret": SIRET, "service": "Méthodes"}, {"siret": SIRET, "service": "METHODES"}, ["INDEPENDANCE-SERVICE"]),
        ({"siret": SIRET, "service": "Méthodes"}, {"siret": AUTRE_SIRET, "service": "Méthodes"}, []),
        ({"siret": SIRET, "service": "Méthodes"}, {"siret": SIRET, "service": "Qualité"}, []),
        ({"siret": SIRET, "service": ""}, {"siret": SIRET, "service": ""}, []),
        (
            {"entreprise": "Ateliers Maëlström", "service": "Méthodes"},
            {"entreprise": "ATELIERS MAELSTROM", "siret": SIRET, "service": "Méthodes"},
            ["INDEPENDANCE-SERVICE"],
        ),
        (
            {"entreprise": "Ateliers Maëlström", "siret": SIRET, "service": "Méthodes"},
            {"entreprise": "ATELIERS MAELSTROM", "service": "Méthodes"},
            ["INDEPENDANCE-SERVICE"],
        ),
        (
            {"entreprise": "Maëlström", "siret": SIRET, "service": "Méthodes"},
            {"entreprise": "Maëlström", "siret": AUTRE_SIRET, "service": "Méthodes"},
            [],
        ),
        (
            {"entreprise": "Maëlström", "siret": SIRET, "service": "Méthodes"},
            {"entreprise": "Autre raison sociale", "siret": SIRET, "service": "Méthodes"},
            ["INDEPENDANCE-SERVICE"],
        ),
        ({"entreprise": "Maëlström", "service": "Méthodes"}, {"entreprise": "Ponant", "service": "Méthodes"}, []),
        ({"service": "Méthodes"}, {"service": "Méthodes"}, []),
    ],
)
def test_meme_service_de_la_meme_entreprise(evaluateur, candidat, attendu):
    """INDEPENDANCE-SERVICE"""
    assert codes(profil(**evaluateur), **candidat) == attendu


def test_formateur_du_candidat():
    """INDEPENDANCE-FORMATEUR"""
    assert codes(profil(), formateurs=(("Anne Prigent", ""), ("Kermarrec Yann", ""))) == ["INDEPENDANCE-FORMATEUR"]
    assert codes(profil(), formateurs=(("Anne Prigent", "anne@of.fr"),)) == []
    assert codes(profil(), formateurs=(("A. P.", "YANN@forges.fr"),)) == ["INDEPENDANCE-FORMATEUR"]
    assert codes(profil(siret=SIRET), siret=SIRET, formateurs=(("Kermarrec", ""),)) == []


def test_tuteur_du_candidat():
    """INDEPENDANCE-TUTEUR"""
    assert codes(profil(), tuteur_nom="Y. K.", tuteur_courriel="yann@forges.fr") == ["INDEPENDANCE-TUTEUR"]
    assert codes(profil(siret=SIRET), siret=SIRET, tuteur_nom="Kermarrec") == ["INDEPENDANCE-TUTEUR"]
    assert codes(profil(), tuteur_nom="Kermarrec") == []


def test_plusieurs_manquements_sont_tous_nommes():
    """INDEPENDANCE-HIERARCHIE, INDEPENDANCE-TUTEUR"""
    trouves = codes(profil(), superieur_nom="Yann Kermarrec", tuteur_nom="Yann Kermarrec")
    assert trouves == ["INDEPENDANCE-HIERARCHIE", "INDEPENDANCE-TUTEUR"]


def test_le_detail_nomme_la_personne_et_le_candidat():
    (trouve,) = manquements_independance(profil(), Entourage(candidat="O’BRIEN Zoé", superieur_nom="Yann Kermarrec"))
    assert trouve.detail == "Yann Kermarrec est le supérieur hiérarchique de O’BRIEN Zoé."
