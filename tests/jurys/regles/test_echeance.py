"""What falls due on a file, line by line of the table, at its boundaries. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatInscription, EtatLivret, Voie
from candidats.choix_suivi import Acteur, NatureEcheance
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
        (replace(ACCEPTEE, livret=EtatLivret.A_CORRIGER), [("LIVRET-TIERS", date(2026, 6, 1))]),
        (replace(ACCEPTEE, voie=Voie.VAE), []),
        (replace(ACCEPTEE, entree_formation=None, fin_formation=None, evaluation_le=None), []),
        (replace(DEPOSEE, rapport_attendu=True), []),
        (replace(VALIDEE, rapport_attendu=True, evaluation_le=None), []),
        (replace(VALIDEE, avis=EtatAvis.RENDU, jury=JURY), []),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU, avis_requis=False, jury=JURY), []),
        (replace(VALIDEE, etat=EtatInscription.ADMISE, avis=EtatAvis.ATTENDU, jury=JURY), []),
        (replace(VALIDEE, rapport_attendu=True), [("RAPPORT-DELAI", date(2026, 10, 22))]),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU), []),
        (replace(VALIDEE, avis=EtatAvis.ATTENDU, avis_papier_le=JURY.date, jury=JURY), []),
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


def test_une_echeance_dit_a_qui_pourquoi_et_d_ou_elle_vient():
    """LIVRET-TIERS, RAPPORT-DELAI, AVIS-AVANT-JURY, ACQUIS-PERTE"""
    tout = replace(
        ACCEPTEE, livret=EtatLivret.A_CORRIGER, rapport_attendu=True, avis=EtatAvis.ATTENDU, prochain_jury_le=JURY.date
    )
    livret, rapport, avis = echeances(tout)
    [perte] = echeances(
        replace(ADMISE, etat=EtatInscription.NON_ADMISE, intitule="Usineur", acquis_jusqu_au=(date(2031, 12, 8),))
    )
    dites = [(e.libelle, e.explication.replace("\u00a0", " "), e.acteur) for e in (livret, rapport, avis, perte)]
    assert dites == [
        (
            "Livret de suivi à corriger",
            "Fin du premier tiers de la formation, au plus tard le 1er juin 2026.",
            Acteur.ORGANISME,
        ),
        (
            "Rapport d’activités à déposer",
            "15 jours avant la commission, au plus tard le 22 octobre 2026.",
            Acteur.ORGANISME,
        ),
        (
            "Avis de l’entreprise à rendre",
            "15 jours avant le jury du 8 décembre 2026, au plus tard le 23 novembre 2026.",
            Acteur.TUTEUR,
        ),
        (
            "Bénéfice d’acquis près de finir",
            "Ce qui est acquis de « Usineur » l’est jusqu’au 8 décembre 2031.",
            Acteur.ORGANISME,
        ),
    ]
    assert [(e.repere, e.des, e.jusque) for e in (livret, rapport, avis)] == [
        (date(2026, 11, 6), None, None),
        (date(2026, 11, 6), None, None),
        (JURY.date, None, JURY.date),
    ]
    assert avis.cle(7) == "AVIS-AVANT-JURY:7:2026-11-23"
    [a_deposer] = echeances(ACCEPTEE)
    assert a_deposer.libelle == "Livret de suivi à déposer"


def test_sans_organisme_c_est_le_centre_ou_le_candidat_qui_agit():
    seul = replace(ACCEPTEE, a_organisme=False)
    acquis = replace(ADMISE, a_organisme=False, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),))
    dossiers = (seul, replace(seul, livret=EtatLivret.VALIDE, rapport_attendu=True), acquis)
    assert [[due.acteur for due in echeances(faits)] for faits in dossiers] == [
        [Acteur.CENTRE],
        [Acteur.CANDIDAT],
        [Acteur.CANDIDAT],
    ]
