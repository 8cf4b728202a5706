"""Training organisations, the acts that accredit them, the files and audits these acts come from."""

from habilitations.models.audit import Audit, CampagneAudit, Constat, Echange, NonConformite, PreuveCorrective
from habilitations.models.dossier import Annexe, DossierHabilitation, Reponse, VersionAnnexe
from habilitations.models.liste import Changement, Perimetre, Transmission
from habilitations.models.organisme import (
    ContactOrganisme,
    Habilitation,
    MembreOrganisme,
    OrganismeFormation,
    SiteOrganisme,
    Suspension,
)
from habilitations.models.vie import (
    DeclarationCertification,
    EnqueteOrganisme,
    PresenceReunion,
    PropositionReponse,
    ReunionInformation,
)

__all__ = [
    "Annexe",
    "Audit",
    "CampagneAudit",
    "Changement",
    "Constat",
    "ContactOrganisme",
    "DeclarationCertification",
    "DossierHabilitation",
    "Echange",
    "EnqueteOrganisme",
    "Habilitation",
    "MembreOrganisme",
    "NonConformite",
    "OrganismeFormation",
    "Perimetre",
    "PresenceReunion",
    "PreuveCorrective",
    "PropositionReponse",
    "Reponse",
    "ReunionInformation",
    "SiteOrganisme",
    "Suspension",
    "Transmission",
    "VersionAnnexe",
]
