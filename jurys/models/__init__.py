"""The joint jury: composition, deliberation, signed papers, certificates."""

from jurys.models.certificat import Certificat, CertificatQuerySet, CompteurCertificat, PieceJury
from jurys.models.envoi import LettresConvocation, ScanRemplace
from jurys.models.jury import (
    DemandeDesignation,
    Jury,
    JuryQuerySet,
    MembreJury,
    OrganisationQuerySet,
    OrganisationSyndicale,
    PersonneJury,
)
from jurys.models.presentation import (
    DecisionBloc,
    DecisionPrise,
    Presentation,
    PresentationManager,
    ValidationCompetence,
)
from jurys.models.relecture import RelectureCommentaire

__all__ = [
    "Certificat",
    "CertificatQuerySet",
    "CompteurCertificat",
    "DecisionBloc",
    "DecisionPrise",
    "DemandeDesignation",
    "Jury",
    "JuryQuerySet",
    "LettresConvocation",
    "MembreJury",
    "OrganisationQuerySet",
    "OrganisationSyndicale",
    "PersonneJury",
    "PieceJury",
    "Presentation",
    "PresentationManager",
    "RelectureCommentaire",
    "ScanRemplace",
    "ValidationCompetence",
]
