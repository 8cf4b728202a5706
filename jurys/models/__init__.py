"""The joint jury: composition, deliberation, signed papers, certificates."""

from jurys.models.certificat import Certificat, CertificatQuerySet, CompteurCertificat, Duplicata, PieceJury
from jurys.models.cprefp import InformationCPREFP
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
from jurys.models.numero import NumeroNational
from jurys.models.papier import Papier
from jurys.models.presentation import (
    DecisionBloc,
    DecisionPrise,
    Presentation,
    PresentationManager,
    ValidationCompetence,
)
from jurys.models.rectification import LigneRectification, Rectification
from jurys.models.relecture import RelectureCommentaire

__all__ = [
    "Certificat",
    "CertificatQuerySet",
    "CompteurCertificat",
    "DecisionBloc",
    "DecisionPrise",
    "DemandeDesignation",
    "Duplicata",
    "InformationCPREFP",
    "Jury",
    "JuryQuerySet",
    "Lettre",
    "LettresConvocation",
    "LigneRectification",
    "MembreJury",
    "NumeroNational",
    "OrganisationQuerySet",
    "OrganisationSyndicale",
    "Papier",
    "PersonneJury",
    "PieceJury",
    "Presentation",
    "PresentationManager",
    "Rectification",
    "RelectureCommentaire",
    "ScanRemplace",
    "ValidationCompetence",
]
