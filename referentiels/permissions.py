"""Who may what in the catalogue. Reading is the queryset's business (`visibles_par`)."""

from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import Personne, a_role


def peut_lire_provenance(personne: Personne) -> bool:
    """What was put aside at the import, and what is doubtful: for those who answer for the catalogue."""
    return a_role(personne, *CONSULTATION, Role.ADMIN)


def peut_gerer_catalogue(personne: Personne) -> bool:
    """Publish, suppress, confirm equivalences, keep the requests to the GTP."""
    return a_role(personne, Role.RESPONSABLE)
