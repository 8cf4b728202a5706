"""Who may what, beyond what the querysets already hide."""

from collections.abc import Iterable

from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import Personne, a_role, est_du_centre, peut_tout_consulter
from jurys.choix import College
from jurys.models import MembreJury


def peut_gerer_jury(personne: Personne) -> bool:
    """Compose, convene, attach, close, deposit what was signed."""
    return est_du_centre(personne)


def peut_voir_les_noms(personne: Personne) -> bool:
    """The staff and the auditor; never a member of the jury (JURY-ANONYMAT)."""
    return peut_tout_consulter(personne)


def _siege(personne: Personne, membres: Iterable[MembreJury]) -> MembreJury | None:
    return next((membre for membre in membres if membre.utilisateur_id == personne.pk), None)


def peut_lire_deliberation(personne: Personne, membres: Iterable[MembreJury]) -> bool:
    """Members read; guests are consulted in the room and are not given the syntheses."""
    if peut_tout_consulter(personne):
        return True
    siege = _siege(personne, membres) if a_role(personne, Role.JURE) else None
    return siege is not None and siege.college != College.INVITE


def peut_decider(personne: Personne, membres: Iterable[MembreJury]) -> bool:
    """The staff who keep the record, or the president of this jury."""
    if est_du_centre(personne):
        return True
    siege = _siege(personne, membres) if a_role(personne, Role.JURE) else None
    return siege is not None and siege.preside


def peut_revoquer(personne: Personne) -> bool:
    """Withdraw a certificate: a named responsable, with a reason."""
    return a_role(personne, Role.RESPONSABLE)


def peut_rectifier(personne: Personne) -> bool:
    """Rectify the PV of a closed jury: a named responsable, with a reason."""
    return a_role(personne, Role.RESPONSABLE)


def peut_passer_outre(personne: Personne) -> bool:
    """Present a candidate whose file is red: a named responsable, with a reason annexed to the PV."""
    return a_role(personne, Role.RESPONSABLE)
