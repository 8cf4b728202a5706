import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from certif_portal.comptes import permissions
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Invitation, RetraitFacteur
from tests.comptes.roles import CENTRE, permis, personne, qui

PERSONNE = AnonymousUser()
RESPONSABLE = {Role.RESPONSABLE}
EQUIPE = dict.fromkeys((Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR, Role.ADMIN), RESPONSABLE)


def test_les_cercles_du_centre():
    assert qui(permissions.est_du_centre) == CENTRE
    assert qui(permissions.peut_tout_consulter) == CENTRE | {Role.AUDITEUR}
    assert not permissions.a_role(PERSONNE, *Role)
    assert permissions.a_role(personne(Role.JURE), Role.AGENT, Role.JURE)
    assert not permissions.a_role(personne(Role.JURE))


def test_une_vue_ne_s_ouvre_qu_aux_roles_qu_elle_nomme():
    vue = permissions.reserve_a(Role.AGENT, Role.JURE)(lambda request, nom: HttpResponse(nom))

    def ouvrir(quelqu_un):
        request = RequestFactory().get("/")
        request.user = quelqu_un
        return vue(request, nom="vu").content

    assert [ouvrir(personne(role)) for role in (Role.AGENT, Role.JURE)] == [b"vu", b"vu"]
    for quelqu_un in (personne(Role.RESPONSABLE), personne(), PERSONNE):
        with pytest.raises(PermissionDenied):
            ouvrir(quelqu_un)


def test_qui_renvoie_ou_revoque_une_invitation():
    """ROLE-INVITATION; the accesses of an OF are managed on its own page."""
    invitations = {role: Invitation(role=role, utilisateur_id=2) for role in Role}
    attendu = EQUIPE | dict.fromkeys((Role.EVALUATEUR, Role.JURE), CENTRE)
    assert permis(permissions.peut_gerer_invitation, invitations) == attendu
    sienne = invitations[Role.AGENT]
    assert not permissions.peut_gerer_invitation(personne(Role.RESPONSABLE, pk=2), sienne)
    assert not permissions.peut_gerer_invitation(PERSONNE, sienne)


def test_qui_retire_un_role_de_l_equipe():
    """ROLE-SOI-MEME"""
    attributions = {role: Attribution(role=role, utilisateur_id=2) for role in Role}
    assert permis(permissions.peut_retirer, attributions) == EQUIPE
    assert not permissions.peut_retirer(personne(Role.RESPONSABLE, pk=2), attributions[Role.AGENT])
    assert not permissions.peut_retirer(PERSONNE, attributions[Role.AGENT])


def test_qui_retire_le_second_facteur_d_un_autre():
    """SECOND-FACTEUR-PERDU: a responsable asks; another person, responsable or administrator, confirms."""
    retrait = RetraitFacteur(compte_id=1, demande_par_id=2, etat="demande")
    equipe = {Role.RESPONSABLE, Role.ADMIN}
    assert qui(permissions.peut_demander_retrait) == {Role.RESPONSABLE}
    assert qui(permissions.peut_confirmer_retrait, retrait) == qui(permissions.peut_ecarter_retrait, retrait) == equipe
    confirmeurs = [permissions.peut_confirmer_retrait(personne(Role.RESPONSABLE, pk=pk), retrait) for pk in (1, 2, 3)]
    assert confirmeurs == [False, False, True]
    assert not permissions.peut_confirmer_retrait(PERSONNE, retrait)
    retrait.etat = "confirme"
    assert qui(permissions.peut_confirmer_retrait, retrait) == qui(permissions.peut_ecarter_retrait, retrait) == set()
