"""Who may do what with an OF they can see."""

from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import Personne, a_role, est_du_centre
from habilitations.models import MembreOrganisme, OrganismeFormation


def peut_modifier_organisme(personne: Personne) -> bool:
    return est_du_centre(personne)


def peut_habiliter(personne: Personne) -> bool:
    """The act is the responsable's alone, its withdrawal too."""
    return a_role(personne, Role.RESPONSABLE)


def peut_gerer_membres(personne: Personne, organisme: OrganismeFormation) -> bool:
    """The centre's staff, or the OF's own manager."""
    if est_du_centre(personne):
        return True
    return (
        a_role(personne, Role.ORGANISME)
        and organisme.membres.filter(
            utilisateur_id=personne.pk,  # type: ignore[misc]  # somebody with a role has a key
            gestionnaire=True,
            retire_le__isnull=True,
        ).exists()
    )


def peut_retirer_membre(personne: Personne, membre: MembreOrganisme) -> bool:
    """Nobody closes their own access."""
    return membre.utilisateur_id != personne.pk and peut_gerer_membres(personne, membre.organisme)


def peut_deposer_dossier(personne: Personne, organisme: OrganismeFormation) -> bool:
    """The application and the answers to the centre are written by the OF's own managers alone."""
    return not est_du_centre(personne) and peut_gerer_membres(personne, organisme)


def peut_instruire(personne: Personne) -> bool:
    return est_du_centre(personne)


def peut_decider_habilitation(personne: Personne) -> bool:
    """The responsable alone grants, refuses, withdraws, draws a campaign."""
    return a_role(personne, Role.RESPONSABLE)
