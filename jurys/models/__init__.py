"""The joint jury: composition, deliberation, signed papers, certificates."""

from jurys.models.certificat import Certificat, CertificatQuerySet, CompteurCertificat, Duplicata, PieceJury
from jurys.models.conformite import ConstatConformite
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
from jurys.models.lettre import Lettre
from jurys.models.papier import Papier
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
    "ConstatConformite",
    "DecisionBloc",
    "DecisionPrise",
    "DemandeDesignation",
    "Duplicata",
    "Jury",
    "JuryQuerySet",
    "Lettre",
    "LettresConvocation",
    "MembreJury",
    "OrganisationQuerySet",
    "OrganisationSyndicale",
    "Papier",
    "PersonneJury",
    "PieceJury",
    "Presentation",
    "PresentationManager",
    "RelectureCommentaire",
    "ScanRemplace",
    "ValidationCompetence",
]
