"""Evaluators, commissions, the grid of each candidate, and the company’s opinion."""

from evaluations.models.avis import AvisActivite, AvisEntreprise, LienAvis
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

__all__ = [
    "Absence",
    "Appreciation",
    "AvisActivite",
    "AvisEntreprise",
    "Commission",
    "DeclarationIndependance",
    "Evaluateur",
    "FeuilleEmargement",
    "Grille",
    "LienAvis",
    "MembreCommission",
    "Passage",
    "SignatureGrille",
]
