"""Evaluators, commissions, the grid of each candidate, and the company’s opinion."""

from evaluations.models.avis import AvisActivite, AvisEntreprise, LienAvis
from evaluations.models.candidature import CandidatureEvaluateur
from evaluations.models.commission import (
    Absence,
    Commission,
    DeclarationIndependance,
    FeuilleEmargement,
    MembreCommission,
    Passage,
)
from evaluations.models.evaluateur import Evaluateur
from evaluations.models.grille import Grille, SignatureGrille
from evaluations.models.saisie import Appreciation, NoteEvaluateur, OperationRecue
from evaluations.models.seance import IncidentSeance, InvitationCommission
from evaluations.models.vae import ValidationVAE

__all__ = [
    "Absence",
    "Appreciation",
    "AvisActivite",
    "AvisEntreprise",
    "CandidatureEvaluateur",
    "Commission",
    "DeclarationIndependance",
    "Evaluateur",
    "FeuilleEmargement",
    "Grille",
    "IncidentSeance",
    "InvitationCommission",
    "LienAvis",
    "MembreCommission",
    "NoteEvaluateur",
    "OperationRecue",
    "Passage",
    "SignatureGrille",
    "ValidationVAE",
]
