"""Readings of the OF, of its files and audits."""

from habilitations.queries.audits import (
    AuditLu,
    LigneIndicateur,
    agents_du_centre,
    audit_complet,
    non_conformite_complete,
)
from habilitations.queries.dossiers import DossierLu, LigneAnnexe, LigneCritere, dossier_lu, manques_du_dossier
from habilitations.queries.organismes import (
    ETATS,
    FIN_PROCHE,
    LigneMembre,
    acte_ouvert_le,
    gestionnaires_ouverts,
    habilitation_le,
    membres_de,
    organismes_pour,
    perimetre_le,
    reponse_habilitation,
    sorte_habilitation,
)

__all__ = [
    "ETATS",
    "FIN_PROCHE",
    "AuditLu",
    "DossierLu",
    "LigneAnnexe",
    "LigneCritere",
    "LigneIndicateur",
    "LigneMembre",
    "acte_ouvert_le",
    "agents_du_centre",
    "audit_complet",
    "dossier_lu",
    "gestionnaires_ouverts",
    "habilitation_le",
    "manques_du_dossier",
    "membres_de",
    "non_conformite_complete",
    "organismes_pour",
    "perimetre_le",
    "reponse_habilitation",
    "sorte_habilitation",
]
