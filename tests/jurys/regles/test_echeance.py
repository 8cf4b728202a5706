"""What falls due on a file, line by line of the table, at its boundaries. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatInscription, EtatLivret
from candidats.choix_suivi import NatureEcheance
from evaluations.choix import EtatAvis
from jurys.regles.echeance import echeances
from jurys.regles.faits import Delais
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    ADMISE,
    DEPOSEE,
    JURY,
    VALIDEE,
)


@pytest.mark.parametrize(
    ("faits", "attendues"),
    [
        (ACCEPTEE, [("LIVRET-TIERS", date(2026, 6, 1))]),
        (replace(ACCEPTEE, delais=Delais(livret_premier_tiers=False)), [("LIVRET-MOIS", date(2026, 8, 6))]),
        (replace(ACCEPTEE, livret=EtatLivret.DEPOSE), []),
        (replace(ACCEPTEE, tout_acquis=True), []),
        (DEPOSEE, []),
        (replace(VALIDEE, rapport_attendu=True), [("RAPPORT-DELAI", date(2026, 10, 22))]),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU), []),
        (
            replace(VALIDEE, avis=EtatAvis.ATTENDU, prochain_jury_le=JURY.date),
            [("AVIS-AVANT-JURY", date(2026, 11, 23))],
        ),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU, jury=JURY), [("AVIS-AVANT-JURY", date(2026, 11, 23))]),
        (
            replace(
                VALIDEE, avis=EtatAvis.ATTENDU, jury=replace(JURY, a_venir=False), prochain_jury_le=date(2027, 3, 1)
            ),
            [("AVIS-AVANT-JURY", date(2027, 2, 14))],
        ),
        (replace(ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)), []),
        (
            replace(ADMISE, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)),
            [("ACQUIS-PERTE", date(2031, 12, 8))],
        ),
    ],
)
def test_ce_qui_est_du(faits, attendues):
    """LIVRET-TIERS, LIVRET-MOIS, RAPPORT-DELAI, AVIS-AVANT-JURY, ACQUIS-PERTE"""
    assert [(due.regle.code, due.limite) for due in echeances(faits)] == attendues


def test_une_perte_d_acquis_se_montre_six_mois_avant_et_jusqu_au_dernier_jour():
    """ACQUIS-PERTE"""
    [perte] = echeances(replace(ADMISE, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)))
    assert (perte.nature, perte.des, perte.jusque) == (NatureEcheance.ACQUIS, date(2031, 6, 8), date(2031, 12, 8))
