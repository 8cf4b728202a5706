"""Evaluators, sittings, the grid of each candidate, and the company’s opinion."""

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
from evaluations.models.delegation import DelegationOrganisation, PropositionCommission
from evaluations.models.evaluateur import Evaluateur
from evaluations.models.grille import Grille, SignatureGrille, VersionGrille
from evaluations.models.grille_papier import GrillePapier
from evaluations.models.liasse import LiasseCommission
from evaluations.models.numerisation import FeuilleRecue, Numerisation, PageNumerisee
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
    "DelegationOrganisation",
    "Evaluateur",
    "FeuilleEmargement",
    "FeuilleRecue",
    "Grille",
    "GrillePapier",
    "IncidentSeance",
    "InvitationCommission",
    "LiasseCommission",
    "LienAvis",
    "MembreCommission",
    "NoteEvaluateur",
    "Numerisation",
    "OperationRecue",
    "PageNumerisee",
    "Passage",
    "PropositionCommission",
    "SignatureGrille",
    "ValidationVAE",
    "VersionGrille",
]
