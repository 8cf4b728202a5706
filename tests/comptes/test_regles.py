from datetime import date

import pytest

from certif_portal.comptes.choix import Role
from certif_portal.comptes.regles import (
    INVITATION_LIEN,
    annuaire_prouve,
    entre_par_annuaire,
    exige_second_facteur,
    peut_inviter,
)

RESPONSABLE = {Role.RESPONSABLE}
CENTRE = {Role.AGENT, Role.RESPONSABLE}


@pytest.mark.parametrize(
    ("role", "invitent"),
    [
        (Role.AGENT, RESPONSABLE),
        (Role.RESPONSABLE, RESPONSABLE),
        (Role.AUDITEUR, RESPONSABLE),
        (Role.ADMIN, RESPONSABLE),
        (Role.ORGANISME, CENTRE | {Role.ORGANISME}),
        (Role.EVALUATEUR, CENTRE),
        (Role.JURE, CENTRE),
    ],
)
def test_qui_ouvre_un_acces(role, invitent):
    """ROLE-INVITATION"""
    assert {qui for qui in Role if peut_inviter(frozenset({qui}), role)} == invitent
    assert peut_inviter(frozenset(), role) is False
    assert peut_inviter(frozenset({Role.JURE, Role.RESPONSABLE}), role) is True


@pytest.mark.parametrize(
    ("envoyee_le", "dernier"), [(date(2026, 11, 20), date(2026, 11, 23)), (date(2028, 2, 27), date(2028, 3, 1))]
)
def test_le_lien_d_une_invitation_vaut_trois_jours(envoyee_le, dernier):
    """INVITATION-LIEN"""
    assert INVITATION_LIEN.apres(envoyee_le) == dernier


def test_de_qui_un_second_facteur_est_demande():
    """SECOND-FACTEUR"""
    seuls = {r for r in Role if exige_second_facteur(frozenset({r}), gestionnaire=False, preside=False)}
    assert seuls == {Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR, Role.ADMIN}
    assert exige_second_facteur(frozenset({Role.ORGANISME}), gestionnaire=True, preside=False)
    assert exige_second_facteur(frozenset({Role.JURE}), gestionnaire=False, preside=True)


def test_l_annuaire_ne_parle_que_pour_l_equipe():
    """ANNUAIRE-INVITES"""
    assert {r for r in Role if entre_par_annuaire({r})} == {Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR, Role.ADMIN}
    assert entre_par_annuaire({Role.JURE, Role.AGENT})
    assert not entre_par_annuaire(())


@pytest.mark.parametrize(
    ("preuves", "admises", "vaut"),
    [((), (), False), (("pwd",), ("mfa",), False), (("mfa",), (), False), (("pwd", "mfa"), ("mfa", "hwk"), True)],
)
def test_l_annuaire_tient_lieu_de_second_facteur(preuves, admises, vaut):
    """ANNUAIRE-FACTEUR"""
    assert annuaire_prouve(preuves, admises) is vaut
