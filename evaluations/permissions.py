"""Who may do what in evaluations; perimeters are in the querysets."""

from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import Personne, a_role, est_du_centre
from evaluations.choix import EtatCommission
from evaluations.models import Commission


def est_responsable(personne: Personne) -> bool:
    return a_role(personne, Role.RESPONSABLE)


def peut_modifier(personne: Personne, commission: Commission) -> bool:
    """The centre plans and changes a sitting until it is held."""
    return est_du_centre(personne) and commission.etat == EtatCommission.PLANIFIEE


def voit_les_membres(personne: Personne) -> bool:
    """An OF's user reads the date and the place of a sitting, not who sits in it."""
    return not a_role(personne, Role.ORGANISME) or a_role(personne, Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR)
