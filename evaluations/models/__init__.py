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
from evaluations.models.grille import Appreciation, Grille, SignatureGrille
from evaluations.models.seance import IncidentSeance, InvitationCommission

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
    "Passage",
    "SignatureGrille",
]
