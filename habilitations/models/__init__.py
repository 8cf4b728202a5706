"""Training organisations, the acts that accredit them, the files and audits these acts come from."""

from habilitations.models.audits import (
    Audit,
    CampagneAudit,
    Constat,
    Echange,
    NonConformite,
    PreuveCorrective,
)
from habilitations.models.dossiers import Annexe, DossierHabilitation, Reponse, VersionAnnexe
from habilitations.models.liste import Changement, Perimetre, Transmission
from habilitations.models.organismes import (
    ContactOrganisme,
    Habilitation,
    MembreOrganisme,
    OrganismeFormation,
    SiteOrganisme,
    Suspension,
)

__all__ = [
    "Annexe",
    "Audit",
    "CampagneAudit",
    "Changement",
    "Constat",
    "ContactOrganisme",
    "DossierHabilitation",
    "Echange",
    "Habilitation",
    "MembreOrganisme",
    "NonConformite",
    "OrganismeFormation",
    "Perimetre",
    "PreuveCorrective",
    "Reponse",
    "SiteOrganisme",
    "Suspension",
    "Transmission",
    "VersionAnnexe",
]
