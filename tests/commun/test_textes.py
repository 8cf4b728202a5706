import pytest

from certif_portal.commun.textes import (
    cle_recherche,
    en_entier,
    en_entiers,
    en_nom_de_fichier,
    est_mojibake,
    mot_sur,
    nettoyer_texte,
)


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [
        ("  Zoé\x00 \x1f", "Zoé"),
        ("Zoe\u0301", "Zoé"),
        ("a\u202eb\u2066c\ufffe", "abc"),
        ("ligne 1\r\nligne 2\rligne 3", "ligne 1\nligne 2\nligne 3"),
        ("\ud800x", "x"),
    ],
)
def test_un_texte_est_nettoye_a_l_entree(lu, attendu):
    assert nettoyer_texte(lu) == attendu


@pytest.mark.parametrize(
    ("nom", "cle"),
    [
        ("O’Brien-Nguyễn Zoé", "o brien nguyen zoe"),
        ("O'BRIEN NGUYEN  zoe", "o brien nguyen zoe"),
        ("Łucja", "lucja"),
        ("ŒUVRÉ-ÇELİK", "oeuvre celik"),
    ],
)
def test_la_cle_de_recherche_ignore_accents_casse_et_ponctuation(nom, cle):
    assert cle_recherche(nom) == cle


@pytest.mark.parametrize(
    ("texte", "faux"),
    [
        ("LÃ©gÃ©", True),
        ("dâ€™accÃ¨s", True),
        ("ZoÃ«", True),
        ("â‚¬", True),
        ("la «\u00a0mobilité\u00a0» des salariés", False),
        ("l’accès\u00a0; à\u00a0«\u00a0l’été\u00a0»\u00a0!", False),
        ("Ça · là, Ângela, ÉÀ", False),
    ],
)
def test_un_texte_lu_dans_un_autre_encodage_se_voit(texte, faux):
    assert est_mojibake(texte) is faux


@pytest.mark.parametrize(("texte", "cle"), [("C.D.I.", "c d i"), ("CDI ?", ""), ("?", ""), ("-", ""), ("Алжир", "")])
def test_un_mot_sur_est_un_mot_dont_personne_ne_doute(texte, cle):
    assert mot_sur(texte) == cle


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Lettre, entreprise : Intérim de l’Estuaire", "lettre-entreprise-interim-de-l-estuaire"),
        ("ŒUVRÉ-LE GUÉNNEC Łucja", "oeuvre-le-guennec-lucja"),
        ("Feuille d’émargement (annexe 13)", "feuille-d-emargement-annexe-13"),
        ("« … »", ""),
    ],
)
def test_un_fichier_porte_le_nom_de_ce_qu_il_contient(texte, nom):
    assert en_nom_de_fichier(texte) == nom


@pytest.mark.parametrize(
    ("texte", "nombre"),
    [
        ("0", 0),
        ("999999999", 999_999_999),
        ("9" * 10, None),
        ("9" * 5000, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("", None),
    ],
)
def test_un_nombre_qui_vient_d_ailleurs_tient_dans_une_colonne(texte, nombre):
    """Five thousand digits are more than Python reads: a page would fall."""
    assert en_entier(texte) == nombre


def test_des_lignes_cochees_se_lisent_sans_ce_qui_n_est_pas_un_nombre():
    assert en_entiers(["12", "²", "\u0663", "", "-1", "7"]) == [12, 7]
