"""The age that a date of birth gives: asked out of its bounds, until somebody confirms the date."""

from datetime import date

import pytest

from candidats.regles.inscription import identite_mal_dite
from tests.candidats.factories import donnees_completes
from tests.candidats.regles.faits import LE, champs, codes

AGE = (
    "Cette date donne un âge de {ans} : 14 à 90 ans sont attendus. Vérifiez l’année, ou confirmez que c’est bien la "
    "date de la pièce d’identité."
)


@pytest.mark.parametrize(
    ("naissance", "refus"),
    [
        (date(2012, 11, 20), ""),
        (date(2012, 11, 21), AGE.format(ans="13 ans")),
        (date(2025, 11, 20), AGE.format(ans="1 an")),
        (date(2026, 11, 19), AGE.format(ans="0 an")),
        (date(1935, 11, 21), ""),
        (date(1935, 11, 20), AGE.format(ans="91 ans")),
        (date(1900, 1, 1), AGE.format(ans="126 ans")),
        (date(1899, 12, 31), "Une date de naissance passée, postérieure à 1900, est attendue."),
        (LE, "Une date de naissance passée, postérieure à 1900, est attendue."),
    ],
)
def test_de_quatorze_a_quatre_vingt_dix_ans(naissance, refus):
    """NAISSANCE-AGE"""
    constats = list(identite_mal_dite(donnees_completes(date_naissance=naissance), LE))
    assert [(constat.champ, constat.message.replace("\u00a0", " ")) for constat in constats] == (
        [("date_naissance", refus)] if refus else []
    )


@pytest.mark.parametrize(
    ("confirmee", "demandee"), [(date(1935, 11, 20), False), (date(1935, 11, 19), True), (None, True)]
)
def test_un_age_inhabituel_se_confirme_pour_ce_jour_la(confirmee, demandee):
    """NAISSANCE-AGE: what was confirmed is a day, not the right to any."""
    donnees = donnees_completes(date_naissance=date(1935, 11, 20), naissance_confirmee=confirmee)
    assert [constat.regle.code for constat in identite_mal_dite(donnees, LE)] == ["NAISSANCE-AGE"] * demandee


@pytest.mark.parametrize(
    ("confirmee", "demandee"), [(date(1935, 11, 20), False), (date(1935, 11, 19), True), (None, True)]
)
def test_un_age_inhabituel_se_confirme_avec_sa_date(confirmee, demandee):
    """NAISSANCE-AGE: the very date that was confirmed, and no other."""
    donnees = donnees_completes(date_naissance=date(1935, 11, 20), naissance_confirmee=confirmee)
    assert codes(identite_mal_dite(donnees, LE)) == ({"NAISSANCE-AGE"} if demandee else set())


@pytest.mark.parametrize("impossible", [date(1899, 12, 31), LE])
def test_une_date_impossible_ne_se_confirme_pas(impossible):
    donnees = donnees_completes(date_naissance=impossible, naissance_confirmee=impossible)
    assert champs(identite_mal_dite(donnees, LE)) == ["date_naissance"]
