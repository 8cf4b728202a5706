from datetime import date, timedelta

import pytest

from candidats.choix import EtapeEnquete
from candidats.regles.insertion import Insertion, date_cloture, date_enquete, est_ouverte, rappel_du


@pytest.mark.parametrize(
    ("etape", "decidee_le", "prevue_le"),
    [
        (EtapeEnquete.SIX_MOIS, date(2026, 8, 31), date(2027, 2, 28)),
        (EtapeEnquete.SIX_MOIS, date(2027, 8, 31), date(2028, 2, 29)),
        (EtapeEnquete.DEUX_ANS, date(2024, 2, 29), date(2026, 2, 28)),
        (EtapeEnquete.DEUX_ANS, date(2026, 12, 8), date(2028, 12, 8)),
    ],
)
def test_six_mois_puis_deux_ans_apres_le_jury(etape, decidee_le, prevue_le):
    """INSERTION-6-MOIS, INSERTION-2-ANS"""
    assert date_enquete(etape, decidee_le) == prevue_le


@pytest.mark.parametrize(
    ("prevue_le", "dernier"), [(date(2026, 11, 30), date(2027, 2, 28)), (date(2026, 6, 8), date(2026, 9, 8))]
)
def test_trois_mois_pour_repondre(prevue_le, dernier):
    """INSERTION-CLOTURE"""
    assert date_cloture(prevue_le) == dernier
    un_jour = timedelta(days=1)
    assert (est_ouverte(prevue_le, prevue_le), est_ouverte(prevue_le, dernier)) == (True, True)
    assert (est_ouverte(prevue_le, prevue_le - un_jour), est_ouverte(prevue_le, dernier + un_jour)) == (False, False)


@pytest.mark.parametrize(
    ("rappels", "le", "du"),
    [
        (0, date(2026, 6, 22), False),
        (0, date(2026, 6, 23), True),
        (1, date(2026, 7, 7), False),
        (1, date(2026, 7, 8), True),
        (2, date(2026, 12, 31), False),
    ],
)
def test_quinze_jours_puis_trente_et_plus_jamais(rappels, le, du):
    """INSERTION-RAPPEL: sent on 8 June 2026."""
    assert rappel_du(date(2026, 6, 8), rappels, le) is du


@pytest.mark.parametrize(
    ("reponses", "en_emploi", "montrable", "taux", "de_reponse"),
    [
        (5, 3, False, None, 5 / 8),
        (6, 3, True, None, 6 / 8),  # three and two: each side is told by the other
        (6, 5, True, 1.0, 6 / 8),
        (4, 3, False, None, None),
        (0, 0, False, None, None),
    ],
)
def test_aucun_taux_sous_cinq_personnes_comptees(reponses, en_emploi, montrable, taux, de_reponse):
    """INSERTION-SEUIL: one person studies further and is left out."""
    groupe = Insertion(8, reponses, neutralisees=1, en_emploi=en_emploi, metier_vise=en_emploi)
    assert (groupe.montrable, groupe.taux_global, groupe.taux_metier_vise) == (montrable, taux, taux)
    assert groupe.taux_reponse == de_reponse
    assert Insertion(0, 0, 0, 0, 0).taux_reponse is None


def test_une_promotion_se_dit_a_partir_de_cinq_personnes_interrogees():
    """INSERTION-SEUIL"""
    assert [Insertion(envoyees, 0, 0, 0, 0).dicible for envoyees in (4, 5, 6)] == [False, True, True]
