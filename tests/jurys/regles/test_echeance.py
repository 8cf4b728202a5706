"""What falls due on a file, line by line of the table, at its boundaries. No database, no clock."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatDerogation, EtatInscription, EtatLivret, Voie
from candidats.choix_suivi import Acteur, NatureEcheance
from evaluations.choix import EtatAvis, EtatGrille
from jurys.regles.echeance import echeances
from jurys.regles.faits import Delais
from tests.jurys.regles.dossiers import (
    ACCEPTEE,
    ADMISE,
    BROUILLON,
    DEPOSEE,
    EVALUEE,
    JURY,
    TENUE,
    VALIDEE,
)

PIECES = ("PIECES-AVANT-JURY", date(2026, 11, 23))
SANS_FEUILLE = (replace(TENUE[0], emargee=False),)
SANS_DATE = replace(ACCEPTEE, evaluation_prevue_le=None, evaluation_le=None)
SEANCE = ("EVALUATION-DATE", date(2026, 11, 6))
TIERS = ("LIVRET-TIERS", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("faits", "attendues"),
    [
        (ACCEPTEE, [TIERS, SEANCE]),
        (replace(ACCEPTEE, delais=Delais(livret_premier_tiers=False)), [("LIVRET-MOIS", date(2026, 8, 6)), SEANCE]),
        (replace(ACCEPTEE, livret=EtatLivret.DEPOSE), [SEANCE]),
        (replace(ACCEPTEE, tout_acquis=True), []),
        (DEPOSEE, []),
        (replace(ACCEPTEE, livret=EtatLivret.A_CORRIGER), [TIERS, SEANCE]),
        (replace(ACCEPTEE, voie=Voie.VAE), [SEANCE]),
        (replace(SANS_DATE, entree_formation=None, fin_formation=None), []),
        (replace(SANS_DATE, etat=EtatInscription.ABANDONNEE), []),
        (replace(DEPOSEE, rapport_attendu=True), []),
        (replace(EVALUEE, rapport_attendu=True, evaluation_le=None), []),
        (replace(EVALUEE, avis=EtatAvis.RENDU, jury=JURY), []),
        (replace(EVALUEE, avis=EtatAvis.ATTENDU, avis_requis=False, jury=JURY), []),
        (replace(EVALUEE, etat=EtatInscription.ADMISE, avis=EtatAvis.ATTENDU, jury=JURY), []),
        (replace(EVALUEE, rapport_attendu=True), [("RAPPORT-DELAI", date(2026, 10, 22))]),
        (replace(EVALUEE, avis=EtatAvis.ATTENDU), []),
        (replace(EVALUEE, avis=EtatAvis.ATTENDU, avis_papier_le=JURY.date, jury=JURY), []),
        (
            replace(EVALUEE, avis=EtatAvis.ATTENDU, prochain_jury_le=JURY.date),
            [("AVIS-AVANT-JURY", date(2026, 11, 23))],
        ),
        (replace(EVALUEE, avis=EtatAvis.ATTENDU, jury=JURY), [("AVIS-AVANT-JURY", date(2026, 11, 23))]),
        (
            replace(
                EVALUEE, avis=EtatAvis.ATTENDU, jury=replace(JURY, a_venir=False), prochain_jury_le=date(2027, 3, 1)
            ),
            [("AVIS-AVANT-JURY", date(2027, 2, 14))],
        ),
        (replace(ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)), []),
        (
            replace(ADMISE, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),)),
            [("ACQUIS-PERTE", date(2031, 12, 8))],
        ),
        # the registration, until the training ends
        (BROUILLON, [("INSCRIPTION-DELAI", date(2026, 3, 19))]),
        (replace(BROUILLON, fin_formation=date(2026, 3, 18)), [("INSCRIPTION-PREALABLE", date(2026, 3, 18))]),
        (
            replace(BROUILLON, derogation=EtatDerogation.DEMANDEE),
            [("INSCRIPTION-PREALABLE", date(2026, 11, 30))],
        ),
        (replace(DEPOSEE, etat=EtatInscription.A_CORRIGER), [("INSCRIPTION-PREALABLE", date(2026, 11, 30))]),
        (replace(BROUILLON, etat=EtatInscription.ABANDONNEE), []),
        # the day of the evaluation, that nobody told
        (replace(SANS_DATE, etat=EtatInscription.DEPOSEE), [("EVALUATION-DATE", date(2026, 6, 1))]),
        (
            replace(SANS_DATE, etat=EtatInscription.DEPOSEE, delais=Delais(livret_premier_tiers=False)),
            [("EVALUATION-ANNONCE", date(2026, 9, 30))],
        ),
        (replace(SANS_DATE, etat=EtatInscription.DEPOSEE, a_organisme=False), []),
        (replace(SANS_DATE, etat=EtatInscription.DEPOSEE, tout_acquis=True), []),
        # the sitting to plan
        (
            replace(SANS_DATE, livret=EtatLivret.VALIDE),
            [("EVALUATION-DATE", date(2026, 6, 1)), ("EVALUATION-DERNIER-MOIS", date(2026, 11, 30))],
        ),
        (
            replace(VALIDEE, evaluation_prevue_le=date(2026, 12, 4)),
            [("EVALUATION-DERNIER-MOIS", date(2026, 11, 30))],
        ),
        # what the sitting left to give back
        (replace(EVALUEE, grille=EtatGrille.OUVERTE), []),
        (replace(EVALUEE, grille=EtatGrille.OUVERTE, jury=JURY), [PIECES]),
        (replace(EVALUEE, seances=SANS_FEUILLE, prochain_jury_le=JURY.date), [PIECES]),
        (replace(EVALUEE, etat=EtatInscription.ADMISE, seances=SANS_FEUILLE, jury=JURY), []),
    ],
)
def test_ce_qui_est_du(faits, attendues):
    """LIVRET-TIERS, LIVRET-MOIS, RAPPORT-DELAI, AVIS-AVANT-JURY, ACQUIS-PERTE, INSCRIPTION-DELAI,
    INSCRIPTION-PREALABLE, EVALUATION-ANNONCE, EVALUATION-DATE, EVALUATION-DERNIER-MOIS, PIECES-AVANT-JURY"""
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
    livret, seance, rapport, avis = echeances(tout)
    [perte] = echeances(
        replace(ADMISE, etat=EtatInscription.NON_ADMISE, intitule="Usineur", acquis_jusqu_au=(date(2031, 12, 8),))
    )
    dites = [
        (e.libelle, e.explication.replace("\u00a0", " "), e.acteur) for e in (livret, seance, rapport, avis, perte)
    ]
    assert dites == [
        (
            "Livret de suivi à corriger",
            "Fin du premier tiers de la formation, au plus tard le 1er juin 2026. L’autre règle donnerait le 6 août "
            "2026 : 3 mois avant l’évaluation du 6 novembre 2026 (LIVRET-MOIS).",
            Acteur.ORGANISME,
        ),
        (
            "Commission d’évaluation à planifier",
            "Date d’évaluation prévue, au plus tard le 6 novembre 2026. L’autre règle donnerait le 30 novembre 2026 : "
            "fin de la formation, la commission se tenant à partir du 30 octobre 2026 (EVALUATION-DERNIER-MOIS).",
            Acteur.CENTRE,
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
    assert [(e.repere, e.des, e.jusque) for e in (livret, seance, rapport, avis)] == [
        (date(2026, 3, 4), None, None),
        (date(2026, 11, 6), None, None),
        (date(2026, 11, 6), None, None),
        (JURY.date, None, JURY.date),
    ]
    assert avis.cle(7) == "AVIS-AVANT-JURY:7:2026-11-23"
    [a_deposer, _] = echeances(ACCEPTEE)
    assert a_deposer.libelle == "Livret de suivi à déposer"


def test_sans_organisme_c_est_le_centre_ou_le_candidat_qui_agit():
    seul = replace(ACCEPTEE, a_organisme=False)
    acquis = replace(ADMISE, a_organisme=False, etat=EtatInscription.NON_ADMISE, acquis_jusqu_au=(date(2031, 12, 8),))
    rapport = replace(EVALUEE, a_organisme=False, rapport_attendu=True)
    dossiers = (replace(BROUILLON, a_organisme=False), seul, rapport, acquis)
    assert [[due.acteur for due in echeances(faits)] for faits in dossiers] == [
        [Acteur.CENTRE],
        [Acteur.CENTRE, Acteur.CENTRE],
        [Acteur.CANDIDAT],
        [Acteur.CANDIDAT],
    ]


def test_ce_que_la_commission_laisse_se_dit_par_son_nom_jusqu_au_jury():
    """PIECES-AVANT-JURY"""
    tout = replace(EVALUEE, grille=EtatGrille.OUVERTE, seances=SANS_FEUILLE, jury=JURY)
    dues = [replace(tout, grille=EtatGrille.SCELLEE), replace(tout, seances=TENUE), tout]
    assert [(e.libelle, e.acteur, e.repere, e.des, e.jusque) for faits in dues for e in echeances(faits)] == [
        (libelle, Acteur.CENTRE, JURY.date, TENUE[0].date, JURY.date)
        for libelle in (
            "Émargement à recueillir",
            "Grille signée à recueillir",
            "Grille signée et émargement à recueillir",
        )
    ]


def test_une_inscription_se_montre_jusqu_au_dernier_jour_de_la_formation():
    """INSCRIPTION-DELAI"""
    [a_deposer] = echeances(BROUILLON)
    [a_corriger] = echeances(replace(DEPOSEE, etat=EtatInscription.A_CORRIGER))
    assert [(e.libelle, e.repere, e.jusque) for e in (a_deposer, a_corriger)] == [
        ("Inscription à déposer", date(2026, 3, 4), date(2026, 11, 30)),
        ("Inscription à corriger", date(2026, 11, 30), date(2026, 11, 30)),
    ]
