from certif_portal.comptes.choix import Role
from evaluations import permissions
from evaluations.choix import EtatCommission
from evaluations.models import Commission, Grille
from tests.candidats.factories import InscriptionFactory
from tests.comptes.roles import CENTRE, permis, personne, qui
from tests.evaluations.factories import planifier


def test_le_centre_modifie_une_seance_jusqu_a_sa_tenue():
    seances = {etat: Commission(etat=etat) for etat in EtatCommission}
    assert permis(permissions.peut_modifier, seances) == {EtatCommission.PLANIFIEE: CENTRE}


def test_un_organisme_lit_la_seance_sans_ses_membres():
    assert qui(permissions.voit_les_membres) == set(Role) - {Role.ORGANISME}
    for role in (Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR):
        assert permissions.voit_les_membres(personne(Role.ORGANISME, role))
    assert not permissions.voit_les_membres(personne(Role.ORGANISME, Role.EVALUATEUR))


def test_les_roles_nommes():
    assert qui(permissions.est_responsable) == {Role.RESPONSABLE}


def test_une_grille_se_lit_par_ses_evaluateurs_et_scellee_par_le_centre(
    inscription, evaluateur, autre_evaluateur, agent
):
    """Nobody else's, whatever its state; an open one is the evaluators' alone."""
    for dossier, qui_evalue in ((inscription, evaluateur), (InscriptionFactory(), autre_evaluateur)):
        planifier(dossier, qui_evalue)

    def lues(qui_lit):
        return {grille.inscription for grille in Grille.objects.visibles_par(qui_lit)}

    assert Grille.objects.count() == 2
    assert lues(evaluateur.utilisateur) == {inscription}
    assert lues(agent) == set()
