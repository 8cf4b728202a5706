from datetime import UTC, date, datetime, timedelta

import pytest

from certif_portal.comptes.choix import Role
from certif_portal.comptes.regles import (
    ESSAIS_LIBRES,
    ESSAIS_PAR_JOUR,
    INVITATION_LIEN,
    annuaire_prouve,
    attente,
    entre_par_annuaire,
    exige_second_facteur,
    mot_de_passe_devine,
    peut_inviter,
)

RESPONSABLE = {Role.RESPONSABLE}
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
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


def test_l_attente_double_puis_le_jour_se_ferme():
    """ESSAIS-CONNEXION, at each of its boundaries."""
    instants = [A] * (ESSAIS_LIBRES - 1)
    assert attente(instants, A) == timedelta()
    attentes = []
    for _ in range(3):
        instants.append(A)
        attentes.append(attente(instants, A).total_seconds())
    assert attentes == [30, 60, 120]
    dix = [A] * ESSAIS_LIBRES
    assert attente(dix, A + timedelta(seconds=30)) == timedelta()
    assert attente(dix, A + timedelta(seconds=29)) == timedelta(seconds=1)
    vingt_cinq = [A + timedelta(minutes=n) for n in range(ESSAIS_PAR_JOUR)]
    assert attente(vingt_cinq[:-1], A + timedelta(hours=23)) > timedelta()  # the longest wait is a day
    assert attente(vingt_cinq, A + timedelta(hours=23)) == timedelta(hours=1)
    assert attente(vingt_cinq, A + timedelta(days=1)) == timedelta(minutes=24)  # the first of them is of the day before
    assert attente(vingt_cinq, A + timedelta(days=1, hours=1)) == timedelta()


@pytest.mark.parametrize(
    ("mot_de_passe", "devine"),
    [
        ("CQPM-certification-44", True),
        ("Métallurgie Uimm 2026", True),
        ("azertyazerty1234", True),
        ("portail12345", True),
        ("portail123456", False),  # six signs of its own
        ("une phrase assez longue", False),
        ("le cqpm du voisin de palier", False),
        ("🐈🐕🦜🐇🦔🐁", False),
        ("", True),
    ],
)
def test_les_mots_du_portail_ne_font_pas_un_mot_de_passe(mot_de_passe, devine):
    assert mot_de_passe_devine(mot_de_passe) is devine
