from certif_portal.comptes.choix import Role
from evaluations import permissions
from evaluations.choix import EtatCommission
from evaluations.models import Commission
from tests.comptes.roles import CENTRE, permis, personne, qui


def test_le_centre_modifie_une_seance_jusqu_a_sa_tenue():
    seances = {etat: Commission(etat=etat) for etat in EtatCommission}
    assert permis(permissions.peut_modifier, seances) == {EtatCommission.PLANIFIEE: CENTRE}


def test_un_organisme_lit_la_seance_sans_ses_membres():
    assert qui(permissions.voit_les_membres) == set(Role) - {Role.ORGANISME}
    for role in (Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR):
        assert permissions.voit_les_membres(personne(Role.ORGANISME, role))
    assert not permissions.voit_les_membres(personne(Role.ORGANISME, Role.EVALUATEUR))


def test_les_roles_nommes():
    assert qui(permissions.est_evaluateur) == {Role.EVALUATEUR}
    assert qui(permissions.est_responsable) == {Role.RESPONSABLE}
