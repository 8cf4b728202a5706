"""The joint jury: composition, deliberation, signed papers, certificates."""

from jurys.models.certificat import Certificat, CertificatQuerySet, CompteurCertificat, Duplicata, PieceJury
from jurys.models.jury import (
    DemandeDesignation,
    Jury,
    JuryQuerySet,
    MembreJury,
    OrganisationQuerySet,
    OrganisationSyndicale,
)
from jurys.models.lettre import Lettre
from jurys.models.papier import Papier
from jurys.models.presentation import (
    DecisionBloc,
    DecisionPrise,
    Presentation,
    PresentationManager,
    ValidationCompetence,
)

__all__ = [
    "Certificat",
    "CertificatQuerySet",
    "CompteurCertificat",
    "DecisionBloc",
    "DecisionPrise",
    "DemandeDesignation",
    "Duplicata",
    "Jury",
    "JuryQuerySet",
    "Lettre",
    "MembreJury",
    "OrganisationQuerySet",
    "OrganisationSyndicale",
    "Papier",
    "PieceJury",
    "Presentation",
    "PresentationManager",
    "ValidationCompetence",
]
