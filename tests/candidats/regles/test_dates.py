"""Ages and years that are asked, in the form and in a workbook alike."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.regles.inscription import identite_mal_dite, incoherences
from tests.candidats.factories import donnees_completes

LE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("naissance", "demandee"),
    [
        (date(2012, 11, 20), False),
        (date(2012, 11, 21), True),
        (date(1935, 11, 21), False),
        (date(1935, 11, 20), True),
        (date(1899, 12, 31), True),
        (date(2026, 11, 20), True),
    ],
)
def test_de_quatorze_a_quatre_vingt_dix_ans(naissance, demandee):
    """NAISSANCE-AGE"""
    constats = identite_mal_dite(donnees_completes(date_naissance=naissance), LE)
    assert [constat.champ for constat in constats] == (["date_naissance"] if demandee else [])


@pytest.mark.parametrize(
    ("confirmee", "demandee"), [(date(1935, 11, 20), False), (date(1935, 11, 19), True), (None, True)]
)
def test_un_age_inhabituel_se_confirme_pour_ce_jour_la(confirmee, demandee):
    """NAISSANCE-AGE: what was confirmed is a day, not the right to any."""
    donnees = donnees_completes(date_naissance=date(1935, 11, 20), naissance_confirmee=confirmee)
    assert [constat.regle.code for constat in identite_mal_dite(donnees, LE)] == ["NAISSANCE-AGE"] * demandee


@pytest.mark.parametrize(
    ("fin", "demandee"), [(date(2036, 11, 20), False), (date(2036, 11, 21), True), (date(2072, 6, 30), True)]
)
def test_une_date_du_parcours_est_a_moins_de_dix_ans(fin, demandee):
    """PARCOURS-DATES"""
    constats = incoherences(replace(donnees_completes(), fin_formation=fin), None, LE)
    assert [constat.champ for constat in constats] == (["fin_formation"] if demandee else [])


@pytest.mark.parametrize(
    ("precision", "ecrits"),
    [
        (PrecisionNaissance.JOUR, ("le 1er février 1990", "01/02/1990", "01/02/1990", "1990-02-01", date(1990, 2, 1))),
        (PrecisionNaissance.MOIS, ("en février 1990", "02/1990", "00/02/1990", "1990-02", date(1990, 2, 28))),
        (PrecisionNaissance.ANNEE, ("en 1990", "1990", "00/00/1990", "1990", date(1990, 12, 31))),
    ],
)
def test_une_naissance_s_ecrit_comme_elle_est_connue(precision, ecrits):
    jour = date(1990, 1 if precision == PrecisionNaissance.ANNEE else 2, 1)
    naissance = Naissance(jour, precision)
    dite = naissance.dite.replace("\u00a0", " ")
    assert (dite, str(naissance), naissance.saisie, naissance.iso, naissance.dernier_jour) == ecrits
