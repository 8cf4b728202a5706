"""Files at each step of their way, as facts."""

from dataclasses import replace
from datetime import date

from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret, Voie
from candidats.choix_suivi import ActeDossier, StatutEtape
from evaluations.choix import EtatAvis, EtatGrille
from jurys.regles.faits import Faits, JuryDuDossier, Seance

A, S = ActeDossier, StatutEtape
LE = date(2026, 11, 20)
JURY = JuryDuDossier(4, "2026-4", date(2026, 12, 8))
TENUE = (Seance(date(2026, 11, 6), "Lanester", True, 12),)
ACCEPTEE = Faits(
    voie=Voie.FORMATION,
    creee_le=date(2026, 3, 9),
    deposee_le=date(2026, 3, 10),
    acceptee_le=date(2026, 3, 14),
    entree_formation=date(2026, 3, 4),
    fin_formation=date(2026, 11, 30),
    evaluation_prevue_le=date(2026, 11, 6),
    evaluation_le=date(2026, 11, 6),
)
BROUILLON = replace(ACCEPTEE, etat=EtatInscription.BROUILLON, deposee_le=None, acceptee_le=None)
DEPOSEE = replace(ACCEPTEE, etat=EtatInscription.DEPOSEE, acceptee_le=None)
VALIDEE = replace(
    ACCEPTEE, livret=EtatLivret.VALIDE, livret_depose_le=date(2026, 5, 2), livret_valide_le=date(2026, 5, 9)
)
EVALUEE = replace(VALIDEE, grille=EtatGrille.SCELLEE, seances=TENUE)
PAPIER_RECU = replace(EVALUEE, avis=EtatAvis.ATTENDU, avis_papier_le=date(2026, 11, 10))
PAPIER_SAISI = replace(PAPIER_RECU, avis=EtatAvis.A_VERIFIER, avis_saisi_le=date(2026, 11, 12))
AVISEE = replace(EVALUEE, avis=EtatAvis.RENDU, avis_rendu_le=date(2026, 11, 12))
ADMISE = replace(AVISEE, etat=EtatInscription.ADMISE, decidee_le=JURY.date, jury=JURY)
VAE = replace(ACCEPTEE, voie=Voie.VAE, avis_requis=False, entree_formation=None, fin_formation=None)
EN_COURS = replace(VAE, recevabilite=DecisionRecevabilite.EN_COURS, recevabilite_recue_le=date(2026, 3, 1))
RECEVABLE = replace(EN_COURS, recevabilite=DecisionRecevabilite.RECEVABLE, recevabilite_decidee_le=date(2026, 4, 1))
