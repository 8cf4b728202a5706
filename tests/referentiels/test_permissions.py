from certif_portal.comptes.choix import Role
from referentiels import permissions
from tests.comptes.roles import CENTRE, qui


def test_le_catalogue_se_gere_au_centre():
    assert qui(permissions.peut_gerer_catalogue) == {Role.RESPONSABLE}
    assert qui(permissions.peut_lire_provenance) == CENTRE | {Role.AUDITEUR, Role.ADMIN}
