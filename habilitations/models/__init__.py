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
from habilitations.models.organismes import (
    ContactOrganisme,
    Habilitation,
    MembreOrganisme,
    OrganismeFormation,
    SiteOrganisme,
)

__all__ = [
    "Annexe",
    "Audit",
    "CampagneAudit",
    "Constat",
    "ContactOrganisme",
    "DossierHabilitation",
    "Echange",
    "Habilitation",
    "MembreOrganisme",
    "NonConformite",
    "OrganismeFormation",
    "PreuveCorrective",
    "Reponse",
    "SiteOrganisme",
    "VersionAnnexe",
]
