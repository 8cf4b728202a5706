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


@pytest.mark.parametrize(("reponses", "montrable", "taux"), [(5, False, None), (6, True, 0.6), (0, False, None)])
def test_aucun_taux_sous_cinq_personnes_comptees(reponses, montrable, taux):
    """INSERTION-SEUIL: one person studies further and is left out."""
    groupe = Insertion(envoyees=8, reponses=reponses, neutralisees=1, en_emploi=3, metier_vise=2)
    assert (groupe.montrable, groupe.taux_global) == (montrable, taux)
    assert groupe.taux_metier_vise == (0.4 if montrable else None)
    assert groupe.taux_reponse == reponses / 8
    assert Insertion(0, 0, 0, 0, 0).taux_reponse is None
