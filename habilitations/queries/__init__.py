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
from habilitations.queries.vagues import Fin, Vague, sans_suite, vagues
from habilitations.queries.vie import VieHabilitation, certifications_apres, reunions, vie_de

__all__ = [
    "ETATS",
    "AuditLu",
    "DossierLu",
    "Fin",
    "LigneAnnexe",
    "LigneCritere",
    "LigneIndicateur",
    "LigneMembre",
    "Vague",
    "VieHabilitation",
    "acte_ouvert_le",
    "agents_du_centre",
    "audit_complet",
    "certifications_apres",
    "dossier_lu",
    "gestionnaires_ouverts",
    "habilitation_le",
    "manques_du_dossier",
    "membres_de",
    "non_conformite_complete",
    "organismes_pour",
    "perimetre_le",
    "reponse_habilitation",
    "reunions",
    "sans_suite",
    "sorte_habilitation",
    "vagues",
    "vie_de",
]
