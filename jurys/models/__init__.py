"""The joint jury: composition, deliberation, signed papers, certificates."""

from jurys.models.certificat import Certificat, CertificatQuerySet, CompteurCertificat, Duplicata, PieceJury
from jurys.models.conformite import ConstatConformite
from jurys.models.conservation import (
    ArchiveCertificats,
    DemandeAcces,
    Effacement,
    GelDossier,
    LignePurge,
    Purge,
)
from jurys.models.cprefp import InformationCPREFP
from jurys.models.envoi import LettresConvocation, ScanRemplace
from jurys.models.gtp import ActionCorrective, AnnexeGTP, DossierGTP, PieceComposee, RetraitCapacite
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
from jurys.models.national import LigneNational, LotNational, ReglagesNational, RetourNational, reglages_national
from jurys.models.numero import NumeroNational, NumerosPasses
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
from jurys.models.verification import CodeCertificat

__all__ = [
    "ActionCorrective",
    "AnnexeGTP",
    "ArchiveCertificats",
    "Certificat",
    "CertificatQuerySet",
    "CodeCertificat",
    "CompteurCertificat",
    "ConstatConformite",
    "DecisionBloc",
    "DecisionPrise",
    "DemandeAcces",
    "DemandeDesignation",
    "DossierGTP",
    "Duplicata",
    "Effacement",
    "GelDossier",
    "InformationCPREFP",
    "Jury",
    "JuryQuerySet",
    "Lettre",
    "LettresConvocation",
    "LigneNational",
    "LignePurge",
    "LigneRectification",
    "LotNational",
    "MembreJury",
    "NumeroNational",
    "NumerosPasses",
    "OrganisationQuerySet",
    "OrganisationSyndicale",
    "Papier",
    "PersonneJury",
    "PieceComposee",
    "PieceJury",
    "Presentation",
    "PresentationManager",
    "Purge",
    "Rectification",
    "ReglagesNational",
    "RelectureCommentaire",
    "RetourNational",
    "RetraitCapacite",
    "ScanRemplace",
    "ValidationCompetence",
    "reglages_national",
]
