"""Dates as they are typed: read, known in part, or asked; and the age that a birth gives."""

from datetime import date, datetime

import pytest

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.regles.dates import (
    AGES,
    ATTENDUE,
    ECART_PARCOURS,
    DateDouteuse,
    age,
    de_naissance,
    du_parcours,
    jour_non_montre,
    jour_ou_mois,
    lire_date,
    lire_naissance,
    mois_d_abord,
    mois_nomme,
    nombre_ambigu,
    plausible,
    sans_heure,
)

ANNEE, MOIS = PrecisionNaissance.ANNEE, PrecisionNaissance.MOIS
UN_HORAIRE = "Cette date porte un horaire ({heure}) : est-ce le {un} ou le {autre} ? Écrivez le bon jour, sans horaire."


def doute(lire, lu) -> str:
    with pytest.raises(DateDouteuse) as refus:
        lire(lu)
    return str(refus.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "ecrit",
    [
        "12/03/1998",
        " 12/03/1998 ",
        "1998-03-12",
        "12-03-1998",
        "12.03.1998",
        "12/03/1998 00:00",
        "12/03/1998 0:00:00",
        "1998-03-12T00:00:00.000Z",
        "1998-03-12 00:00:00 UTC",
        "1998-03-12T00:00+01:00",
        "1998-03-12T00:00:00,0 -0530",
        "12 03 1998",
        "12 / 03 / 1998",
        "12-03 1998",
        "1998/03/12",
        "12 mars 1998",
        "12 MARS 1998",
        "jeudi 12 mars 1998",
        "le 12 mars 1998",
        "12-mars-1998",
        "12 mar. 1998",
    ],
)
def test_une_date_entiere_se_lit(ecrit):
    assert lire_date(ecrit) == date(1998, 3, 12)


@pytest.mark.parametrize(
    "ecrit",
    [
        "",
        "12/03/98",
        "03/1998",
        "31/02/1998",
        "12/13/1998",
        "hier",
        "12/03/1998 24:00",
        "12/03/1998 00:60",
        "12/03/1998 00:00:60",
    ],
)
def test_ce_qui_n_est_pas_une_date_est_demande(ecrit):
    assert doute(lire_date, ecrit) == "Une date qui existe, avec son année entière : jj/mm/aaaa." == ATTENDUE


@pytest.mark.parametrize(
    ("ecrit", "heure", "un", "autre"),
    [
        ("12/03/1998 12:00", "12:00", "12/03/1998", "13/03/1998"),
        ("12/03/1998 23:59:59", "23:59", "12/03/1998", "13/03/1998"),
        ("12/03/1998 11:59:59", "11:59", "11/03/1998", "12/03/1998"),
        ("12/03/1998 01:00", "01:00", "11/03/1998", "12/03/1998"),
        ("12/03/1998 00:01", "00:01", "11/03/1998", "12/03/1998"),
        ("12/03/1998 00:00:01", "00:00", "11/03/1998", "12/03/1998"),
    ],
)
def test_un_horaire_laisse_deux_jours_possibles(ecrit, heure, un, autre):
    """From noon on, the morrow may be meant; before, the eve."""
    assert doute(lire_date, ecrit) == UN_HORAIRE.format(heure=heure, un=un, autre=autre)


def test_un_instant_a_minuit_est_son_jour():
    assert sans_heure(datetime(1998, 3, 12)) == date(1998, 3, 12)  # noqa: DTZ001 civil time


@pytest.mark.parametrize("annee", [1900, 2059])
def test_une_annee_plausible_est_prise(annee):
    assert plausible(date(annee, 6, 1)) == date(annee, 6, 1)


@pytest.mark.parametrize(("ecrit", "annee"), [("12/03/0027", "0027"), ("12/03/1899", "1899"), ("12/03/2060", "2060")])
def test_une_annee_impossible_est_demandee(ecrit, annee):
    assert doute(lire_date, ecrit) == f"Une année entière est attendue ; « {annee} » est lu."
    assert doute(lire_naissance, ecrit.replace("12", "00")) == f"Une année entière est attendue ; « {annee} » est lu."


@pytest.mark.parametrize(
    ("ecrit", "jour", "precision"),
    [
        ("12/03/1998", date(1998, 3, 12), PrecisionNaissance.JOUR),
        (" 1998-03-12 ", date(1998, 3, 12), PrecisionNaissance.JOUR),
        ("1/2/1998", date(1998, 2, 1), PrecisionNaissance.JOUR),
        ("00/02/1990", date(1990, 2, 1), MOIS),
        ("0/12/1990", date(1990, 12, 1), MOIS),
        ("xX-01-1990", date(1990, 1, 1), MOIS),
        ("??.02.1990", date(1990, 2, 1), MOIS),
        ("__ 02 1990", date(1990, 2, 1), MOIS),
        ("**/02/1990", date(1990, 2, 1), MOIS),
        ("—/02/1990", date(1990, 2, 1), MOIS),
        ("1990-02-00", date(1990, 2, 1), MOIS),
        ("00/00/1990", date(1990, 1, 1), ANNEE),
        ("1990-00-00", date(1990, 1, 1), ANNEE),
        ("xx/xx/1990", date(1990, 1, 1), ANNEE),
        ("00/??/1990", date(1990, 1, 1), ANNEE),
    ],
)
def test_une_naissance_se_lit_autant_qu_elle_est_connue(ecrit, jour, precision):
    assert lire_naissance(ecrit) == Naissance(jour, precision)


@pytest.mark.parametrize("ecrit", ["jui 1990", "lundi 1990", "ma 1990", "févriers 1990", "février 199", "d日本 1990"])
def test_un_mois_qui_n_en_est_pas_un_reste_une_erreur(ecrit):
    """« jui » is June or July; a month has three letters at least."""
    assert doute(lire_naissance, ecrit) == ATTENDUE


@pytest.mark.parametrize(
    ("jour", "naissance", "question"),
    [
        (date(1990, 2, 1), False, "est-ce le 01/02/1990 ? Écrivez la date entière : jj/mm/aaaa."),
        (
            date(1990, 2, 1),
            True,
            "est-ce le 01/02/1990, ou 00/02/1990 (jour inconnu sur la pièce d’identité) ? Écrivez ce qui est sur la "
            "pièce d’identité.",
        ),
        (
            date(1990, 1, 1),
            True,
            "est-ce le 01/01/1990, ou 00/01/1990 (jour inconnu sur la pièce d’identité), ou 00/00/1990 (jour et mois "
            "inconnus) ? Écrivez ce qui est sur la pièce d’identité.",
        ),
    ],
)
def test_une_cellule_qui_ne_montre_pas_le_jour_est_demandee(jour, naissance, question):
    dit = jour_non_montre(jour, naissance=naissance).replace("\u00a0", " ")
    assert dit == f"La cellule ne montre pas le jour : {question}"
    assert naissance or jour_non_montre(jour) == jour_non_montre(jour, naissance=False)


@pytest.mark.parametrize(
    "ecrit", ["00/13/1990", "00/00/0000", "00/02/0000", "12/00/1990", "1990-00-12", "", "31/02/1990"]
)
def test_une_naissance_impossible_est_demandee(ecrit):
    assert doute(lire_naissance, ecrit) == ATTENDUE


@pytest.mark.parametrize(
    ("ecrit", "question"),
    [
        ("2/1990", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/02/1990"),
        ("02-1990", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/02/1990"),
        ("1990-11", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/11/1990"),
        ("1990.2", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/02/1990"),
        ("1990", "le jour et le mois de naissance sont-ils inconnus ? Si oui, écrivez 00/00/1990"),
        ("février 1990", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/02/1990"),
        ("Déc. 1990", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/12/1990"),
        ("janv 1990", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/01/1990"),
        ("mai-90", "le jour de naissance est-il inconnu ? Si oui, écrivez 00/05/ suivi de l’année entière"),
    ],
)
def test_ce_qui_manque_d_une_naissance_est_demande(ecrit, question):
    """It may be unknown, or only forgotten: the answer to write is given."""
    assert doute(lire_naissance, ecrit) == f"Sur la pièce d’identité, {question} ; sinon, la date entière : jj/mm/aaaa."


@pytest.mark.parametrize(
    ("le", "ans"),
    [
        (date(2026, 11, 19), 27),
        (date(2026, 11, 20), 28),
        (date(2026, 11, 21), 28),
        (date(2026, 10, 31), 27),
        (date(2026, 12, 1), 28),
    ],
)
def test_l_age_change_le_jour_anniversaire(le, ans):
    assert age(date(1998, 11, 20), le) == ans


def test_bornes_des_ages_et_des_dates_du_parcours():
    """NAISSANCE-AGE, PARCOURS-DATES"""
    assert (AGES, ECART_PARCOURS.ans) == ((14, 90), 10)


@pytest.mark.parametrize(
    ("precision", "ecrits"),
    [
        (PrecisionNaissance.JOUR, ("le 1er février 1990", "01/02/1990", "01/02/1990", "1990-02-01", date(1990, 2, 1))),
        (MOIS, ("en février 1990", "02/1990", "00/02/1990", "1990-02", date(1990, 2, 28))),
        (ANNEE, ("en 1990", "1990", "00/00/1990", "1990", date(1990, 12, 31))),
    ],
)
def test_une_naissance_s_ecrit_comme_elle_est_connue(precision, ecrits):
    jour = date(1990, 1 if precision == ANNEE else 2, 1)
    naissance = Naissance(jour, precision)
    dite = naissance.dite.replace("\u00a0", " ")
    assert (dite, str(naissance), naissance.saisie, naissance.iso, naissance.dernier_jour) == ecrits


@pytest.mark.parametrize(
    ("texte", "seul"),
    [
        ("03/25/1998", True),
        ("12/31/1997", True),
        ("3-13-1998 00:00", True),
        ("12/13/1998", True),
        ("03/12/1998", False),
        ("13/12/1998", False),
        ("13/13/1998", False),
        ("03/32/1998", False),
        ("00/25/1998", False),
        ("1998-03-25", False),
        ("03/25/98", True),
        ("03 25 1998", True),
        ("25/03/98", False),
    ],
)
def test_une_date_dont_le_mois_est_d_abord(texte, seul):
    assert mois_d_abord(texte) is seul


@pytest.mark.parametrize(
    ("texte", "jour", "demande"),
    [
        ("07/04/1998", date(1998, 4, 7), True),
        ("", date(1998, 4, 7), True),
        ("", date(1998, 4, 12), True),
        ("04/04/1998", date(1998, 4, 4), False),
        ("13/04/1998", date(1998, 4, 13), False),
        ("1998-04-07", date(1998, 4, 7), False),
    ],
)
def test_a_cote_d_elle_un_jour_qui_peut_etre_un_mois_est_demande(texte, jour, demande):
    dit = jour_ou_mois(texte, jour, "03/25/1998")
    assert bool(dit) is demande
    if demande:
        lectures = f"est-ce le {jour:%d/%m/%Y} ou le {jour:%m/%d/%Y} ?"
        assert f"« 03/25/1998 » s’écrit le mois d’abord : {lectures}" in dit.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("nombre", "demande"), [(30199, True), (31299, True), (35866, False), (31399, False), (199, False)]
)
def test_un_nombre_qui_est_aussi_une_date_sans_barres_est_demande(nombre, demande):
    assert bool(nombre_ambigu(nombre, date(1982, 9, 5))) is demande
    if demande:
        assert f"le 05/09/1982, ou 03/{nombre // 100 % 100:02d}/99" in nombre_ambigu(nombre, date(1982, 9, 5))


@pytest.mark.parametrize(
    ("ecrit", "reponse"),
    [
        ("février 1990", "00/02/1990"),
        ("Févr. 1990", "00/02/1990"),
        ("déc.-1990", "00/12/1990"),
        ("févr-90", "00/02/ suivi de l’année entière"),
    ],
)
def test_un_mois_en_lettres_est_demande(ecrit, reponse):
    question = f"le jour de naissance est-il inconnu ? Si oui, écrivez {reponse}"
    assert doute(lire_naissance, ecrit) == f"Sur la pièce d’identité, {question} ; sinon, la date entière : jj/mm/aaaa."


@pytest.mark.parametrize("ecrit", ["jui 1990", "fa 1990", "feria 1990"])
def test_un_mois_qui_n_en_est_pas_un_est_demande(ecrit):
    assert doute(lire_naissance, ecrit) == ATTENDUE


def test_un_jour_que_la_cellule_ne_montre_pas_se_demande_avec_ses_lectures():
    assert jour_non_montre(date(2026, 9, 1)) == (
        "La cellule ne montre pas le jour : est-ce le 01/09/2026 ? Écrivez la date entière : jj/mm/aaaa."
    )
    assert jour_non_montre(date(1990, 2, 1), naissance=True) == (
        "La cellule ne montre pas le jour : est-ce le 01/02/1990, ou 00/02/1990 (jour inconnu sur la pièce d’identité) "
        "? Écrivez ce qui est sur la pièce d’identité."
    )
    assert "01/01/1990, ou 00/01/1990 (jour inconnu" in jour_non_montre(date(1990, 1, 1), naissance=True)
    assert "ou 00/00/1990 (jour et mois inconnus)" in jour_non_montre(date(1990, 1, 1), naissance=True)


@pytest.mark.parametrize(
    ("ecrit", "jour"),
    [
        ("05/11/87", date(1987, 11, 5)),
        ("5.11.87", date(1987, 11, 5)),
        ("05 11 87", date(1987, 11, 5)),
        ("15-11-87", date(1987, 11, 15)),
        ("1er mars 90", date(1990, 3, 1)),
        ("29/11/12", date(2012, 11, 29)),
        ("29/11/36", date(1936, 11, 29)),
        ("30/11/35", date(1935, 11, 30)),
    ],
)
def test_une_naissance_dont_une_annee_seule_est_possible_se_lit(ecrit, jour):
    """14 years to the day, and 90 until the eve of the next birthday."""
    assert lire_naissance(ecrit, date(2026, 11, 29)) == Naissance(jour)


@pytest.mark.parametrize("ecrit", ["30/11/12", "29/11/35", "31/02/87", "29/02/87", "05/11/26", "87/11/05", "0/11/87"])
def test_une_annee_courte_qui_n_a_aucune_lecture_est_demandee(ecrit):
    assert doute(lambda lu: lire_naissance(lu, date(2026, 11, 29)), ecrit) == ATTENDUE


def test_avec_des_tirets_l_annee_peut_etre_devant():
    dit = doute(lambda lu: lire_naissance(lu, date(2026, 11, 29)), "05-11-02")
    assert dit == "Est-ce le 05/11/2002 ou le 02/11/2005 ? Écrivez l’année entière : jj/mm/aaaa."


@pytest.mark.parametrize(
    ("ecrit", "jour"),
    [("30/06/27", date(2027, 6, 30)), ("29/11/16", date(2016, 11, 29)), ("29 novembre 36", date(2036, 11, 29))],
)
def test_une_date_du_parcours_prend_le_seul_siecle_possible(ecrit, jour):
    """PARCOURS-DATES: ten years on each side of the day of reading."""
    assert lire_date(ecrit, du_parcours(date(2026, 11, 29))) == jour


@pytest.mark.parametrize("ecrit", ["28/11/16", "30/11/36", "30/06/98"])
def test_au_dela_de_dix_ans_elle_est_demandee(ecrit):
    assert doute(lambda lu: lire_date(lu, du_parcours(date(2026, 11, 29))), ecrit) == ATTENDUE


def test_un_jour_de_la_semaine_qui_contredit_sa_date_est_demande():
    assert doute(lire_date, "lundi 12 mars 1998") == "Le 12/03/1998 est un jeudi ; « lundi » est lu."


@pytest.mark.parametrize(
    "ecrit",
    ["1? mars 1990", "1_ mars 1990", "1* mars 1990", "?2 mars 1990", "-2 mars 1990", "12 mars 1990 ?", "~12 mars 1990"],
)
def test_un_signe_de_doute_dans_une_date_en_lettres_est_demande(ecrit):
    with pytest.raises(DateDouteuse):
        lire_naissance(ecrit, date(2026, 11, 29))


@pytest.mark.parametrize("ecrit", ["12 mars 20..", "12 mars 20??"])
def test_une_annee_dont_la_fin_manque_n_est_pas_2020(ecrit):
    with pytest.raises(DateDouteuse):
        lire_date(ecrit, du_parcours(date(2026, 11, 29)))


@pytest.mark.parametrize("ecrit", ["12-mars-1990", "12/mars/1990", "12 mars, 1990", "le 12 mars 1990", "12 mars 1990."])
def test_les_signes_entre_les_mots_d_une_date_ne_disent_rien(ecrit):
    assert lire_date(ecrit) == date(1990, 3, 12)


@pytest.mark.parametrize("ecrit", ["12 jui 1998", "12 vendémiaire 1998", "31 février 1998", "12 mars 98"])
def test_un_mois_ou_une_annee_qui_ne_se_lit_pas_est_demande(ecrit):
    assert doute(lire_date, ecrit) == ATTENDUE


@pytest.mark.parametrize(("nom", "mois"), [("nov", 11), ("août", 8), ("Févr.", 2), ("jui", None), ("ma", None)])
def test_un_mois_se_nomme_par_son_debut(nom, mois):
    assert mois_nomme(nom) == mois


def test_la_naissance_est_avant_le_jour_de_lecture():
    """NAISSANCE-AGE"""
    possible = de_naissance(date(2026, 11, 29))
    assert [possible(date(annee, 11, 29)) for annee in (1935, 1936, 2012, 2013, 2026)] == [
        False,
        True,
        True,
        False,
        False,
    ]
