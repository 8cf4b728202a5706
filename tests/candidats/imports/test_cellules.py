"""Cells that a spreadsheet, a script or a hand made doubtful: asked at their place, never guessed."""

from datetime import date, datetime, time

import pytest

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.imports.cellules import CelluleRefusee, convertir, exiger_le_jour, montrer
from candidats.imports.colonnes import PAR_CLE

LE = date(2026, 11, 20)


def refus(cle: str, cellule: object) -> str:
    with pytest.raises(CelluleRefusee) as refusee:
        convertir(PAR_CLE[cle], cellule, LE)
    return str(refusee.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "cellule",
    [
        datetime(1998, 3, 11, 23, 0),  # noqa: DTZ001
        datetime(1998, 3, 11, 22, 0),  # noqa: DTZ001
        datetime(1998, 3, 11, 23, 59, 39),  # noqa: DTZ001
        datetime(1998, 3, 12, 1, 0),  # noqa: DTZ001
        35865 + 23 / 24,
        "11/03/1998 23:00",
        "1998-03-11T23:00:00Z",
        "1998-03-11T22:00:00.000Z",
        "1998-03-11 23:00:00",
    ],
)
@pytest.mark.parametrize("cle", ["date_naissance", "entree_formation"])
def test_une_date_qui_porte_une_heure_est_demandee_avec_ses_deux_lectures(cle, cellule):
    assert "est-ce le 11/03/1998 ou le 12/03/1998 ?" in refus(cle, cellule)


@pytest.mark.parametrize(
    "cellule",
    [
        date(1998, 3, 12),
        datetime(1998, 3, 12),  # noqa: DTZ001
        35866.0,
        "12/03/1998 00:00:00",
        "1998-03-12T00:00:00Z",
        "1998-03-12T00:00:00+01:00",
        "12.03.1998",
    ],
)
def test_minuit_ne_demande_rien(cellule):
    assert convertir(PAR_CLE["date_naissance"], cellule, LE) == Naissance(date(1998, 3, 12))


@pytest.mark.parametrize("cellule", ["12/03/0027", "12/03/98", "12/03/2072", date(2072, 3, 12), time(8, 30), True])
def test_une_annee_impossible_est_demandee(cellule):
    assert refus("entree_formation", cellule)


@pytest.mark.parametrize(
    ("cellule", "jour", "precision"),
    [
        ("00/02/1990", date(1990, 2, 1), PrecisionNaissance.MOIS),
        ("XX/02/1990", date(1990, 2, 1), PrecisionNaissance.MOIS),
        ("1990-02-00", date(1990, 2, 1), PrecisionNaissance.MOIS),
        ("00/00/1990", date(1990, 1, 1), PrecisionNaissance.ANNEE),
        ("xx/xx/1990", date(1990, 1, 1), PrecisionNaissance.ANNEE),
        ("--/--/1990", date(1990, 1, 1), PrecisionNaissance.ANNEE),
    ],
)
def test_une_naissance_connue_en_partie_se_lit(cellule, jour, precision):
    assert convertir(PAR_CLE["date_naissance"], cellule, LE) == Naissance(jour, precision)


@pytest.mark.parametrize(
    ("cellule", "reponse"),
    [
        ("02-1990", "00/02/1990"),
        ("2/1990", "00/02/1990"),
        ("1990-02", "00/02/1990"),
        ("1990", "00/00/1990"),
        (1990.0, "00/00/1990"),
        ("février 1990", "00/02/1990"),
        ("Févr. 1990", "00/02/1990"),
        ("fév-1990", "00/02/1990"),
        ("déc.-1990", "00/12/1990"),
        ("févr-90", "00/02/ suivi de l’année entière"),
    ],
)
def test_un_jour_qui_manque_est_demande(cellule, reponse):
    """It may be unknown, or only forgotten: the answer to write is given."""
    assert f"écrivez {reponse}" in refus("date_naissance", cellule)


@pytest.mark.parametrize(
    "cellule", ["01/13/1990", "12/00/1990", "00/13/1990", "00/00/0000", "31/02/1990", "jui 1990", "fa 90"]
)
def test_une_date_qui_n_existe_pas_reste_une_erreur(cellule):
    assert refus("date_naissance", cellule)


@pytest.mark.parametrize(
    ("cle", "cellule", "attendu"),
    [
        ("telephone", 612345678, "0612345678"),
        ("telephone", "06 12 34 56 78", "06 12 34 56 78"),
        ("telephone", "+33 (0)2 40 12 34 56", "+33 (0)2 40 12 34 56"),
        ("telephone", "0032 2 123 45 67", "0032 2 123 45 67"),
        ("entreprise_code_postal", 1000.0, "01000"),
        ("entreprise_code_postal", "1000", "1000"),
        ("entreprise_code_postal", "44 600", "44600"),
        ("code_postal", 1000, "1000"),
        ("code_postal", "B-1000", "B-1000"),
        ("code_commune_naissance", "1004", "01004"),
    ],
)
def test_un_zero_n_est_rendu_qu_au_nombre_qui_n_a_qu_une_lecture(cle, cellule, attendu):
    assert convertir(PAR_CLE[cle], cellule, LE) == attendu


@pytest.mark.parametrize("cellule", [552000200006, "552000200006"])
def test_un_siret_court_est_demande_meme_quand_ses_zeros_le_rendraient_juste(cellule):
    """Its key would be right: proposed, never taken."""
    assert refus("entreprise_siret", cellule) == (
        "14 chiffres ; 12 sont lus. Si le numéro commence par des zéros que le tableur a retirés, écrivez "
        "00552000200006 ; sinon, un chiffre manque."
    )


@pytest.mark.parametrize(
    ("cle", "extrait"),
    [
        ("date_naissance", "est-ce le 01/02/1990, ou 00/02/1990 (jour inconnu sur la pièce d’identité) ?"),
        ("fin_formation", "est-ce le 01/02/1990 ? Écrivez la date entière"),
    ],
)
def test_un_jour_que_la_cellule_ne_montre_pas_est_demande(cle, extrait):
    lue = convertir(PAR_CLE[cle], date(1990, 2, 1), LE)
    with pytest.raises(CelluleRefusee) as demande:
        exiger_le_jour(date(1990, 2, 1), lue)
    assert extrait in str(demande.value)


def test_un_jour_tape_n_est_pas_demande():
    """The 12th was typed, whatever is shown; a text says what it says."""
    exiger_le_jour(date(1990, 2, 12), Naissance(date(1990, 2, 12)))
    exiger_le_jour("01/02/1990", Naissance(date(1990, 2, 1)))


@pytest.mark.parametrize(
    ("cle", "cellule", "extrait"),
    [
        ("telephone", "6,12345E+08", "arrondi par Excel"),
        ("code_postal", "4,46E+4", "arrondi par Excel"),
        ("telephone", 1.2345678901234568e17, "arrondi par Excel"),
        ("nom_naissance", True, "vrai ou faux"),
        ("ville", False, "vrai ou faux"),
        ("code_postal", 44600.5, "entier"),
        ("prenom", time(8, 30), "un horaire"),
        ("nom_naissance", "Zo\x91", "commande"),
        ("tuteur_nom", "Zo\ufffd", "n’a pas été lu"),
        ("entreprise_raison_sociale", "SociÃ©tÃ©", "mal lu"),
        ("formateurs", "Paul 🙂", "U+1F642"),
        ("pays_naissance", "Algérie ?", "Le nom d’un pays"),
        ("pays_naissance", "-", "Le nom d’un pays"),
        ("financements", "CPF, PTP", "séparées par « ; »"),  # the CPF of a transition, or two
    ],
)
def test_ce_qui_n_est_plus_du_texte_est_refuse(cle, cellule, extrait):
    assert extrait in refus(cle, cellule)


@pytest.mark.parametrize(
    ("cellule", "code"), [(1053.0, "01053"), ("1053", "01053"), ("99", "99"), (99.0, "99"), ("2a004", "2A004")]
)
def test_un_code_trop_court_ne_se_complete_pas(cellule, code):
    assert convertir(PAR_CLE["code_commune_naissance"], cellule, LE) == code


def test_une_heure_se_montre():
    assert montrer(datetime(1998, 3, 11, 23, 59, 39)) == "11/03/1998 23:59:39"  # noqa: DTZ001


def test_plusieurs_formateurs_un_par_ligne():
    assert convertir(PAR_CLE["formateurs"], "Paul Brévin et Anne Le Dû", LE) == convertir(
        PAR_CLE["formateurs"], "Paul Brévin ; Anne Le Dû", LE
    )
    assert [str(f) for f in convertir(PAR_CLE["formateurs"], "Paul Brévin\nAnne Le Dû", LE)] == [
        "Paul Brévin",
        "Anne Le Dû",
    ]


@pytest.mark.parametrize("cellule", [0, 3949, 12345, -612345678, "idem", "O612345678", 33612345678, "612345678"])
def test_ce_qui_n_est_pas_un_telephone_est_demande(cellule):
    """Only nine digits of a number have lost the zero of ten."""
    assert "n’est pas un téléphone : dix chiffres sont attendus" in refus("telephone", cellule)


@pytest.mark.parametrize("cellule", ["idem", "″", "?", "-", "néant", "NULL", 0, "0", "N/A"])
@pytest.mark.parametrize(
    "cle",
    [
        "entreprise_raison_sociale",
        "superieur_nom",
        "tuteur_nom",
        "formateurs",
        "service",
        "entreprise_ville",
        "adresse",
    ],
)
def test_ce_qui_ne_dit_rien_est_demande(cle, cellule):
    assert "ne dit rien" in refus(cle, cellule)


@pytest.mark.parametrize(
    ("cle", "cellule", "extrait"),
    [
        ("tuteur_nom", "06 12 34 56 78", "est un courriel ou un numéro"),
        ("tuteur_nom", "anne@exemple.fr", "est un courriel ou un numéro"),
        ("superieur_nom", 73282932000074, "est un courriel ou un numéro"),
        ("entreprise_raison_sociale", 73282932000074, "est un courriel ou un numéro"),
        ("formateurs", "Paul Brévin paul@exemple.fr", "le courriel entre < et >"),
        ("formateurs", "Paul Brévin, Anne Le Dû", "semble en nommer plusieurs"),
        ("formateurs", "Paul et Anne Brévin", "semble en nommer plusieurs"),
        ("entreprise_raison_sociale", "<b>Ateliers</b>", "« <b> » est lu"),
        ("entreprise_raison_sociale", "Ateliers &amp; Fils", "« &amp; » est lu"),
        ("entreprise_ville", 44600, "« 44600 » est lu"),
    ],
)
def test_ce_qui_est_d_une_autre_cellule_est_demande(cle, cellule, extrait):
    assert extrait in refus(cle, cellule)
