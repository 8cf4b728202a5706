"""Documents of the accreditation."""

from habilitations.documents.actes import (
    classeur_changements,
    classeur_liste,
    contexte_attestation,
    contexte_decision,
    contexte_suspension,
)
from habilitations.documents.dossiers import VERSION, contexte_dossier, contexte_non_conformite, contexte_rapport

__all__ = [
    "VERSION",
    "classeur_changements",
    "classeur_liste",
    "contexte_attestation",
    "contexte_decision",
    "contexte_dossier",
    "contexte_non_conformite",
    "contexte_rapport",
    "contexte_suspension",
]
