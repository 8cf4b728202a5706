from certif_portal.comptes.choix import Role
from jurys import permissions
from jurys.choix import College, EtatJury
from jurys.models import Jury, MembreJury
from tests.comptes.roles import CENTRE, personne, qui
from tests.jurys.factories import JuryFactory, MembreJuryFactory

PRESIDENT = MembreJury(utilisateur_id=1, college=College.PATRONAL, preside=True)
SYNDICAL = MembreJury(utilisateur_id=2, college=College.SYNDICAL)
INVITE = MembreJury(utilisateur_id=3, college=College.INVITE)
MEMBRES = [SYNDICAL, INVITE, PRESIDENT]


def test_le_centre_gere_et_le_responsable_passe_outre():
    assert qui(permissions.peut_gerer_jury) == CENTRE
    assert qui(permissions.peut_passer_outre) == {Role.RESPONSABLE}
    assert qui(permissions.peut_rectifier) == {Role.RESPONSABLE}


def test_un_membre_du_jury_ne_voit_jamais_les_noms():
    """JURY-ANONYMAT"""
    assert qui(permissions.peut_voir_les_noms) == CENTRE | {Role.AUDITEUR}


def test_qui_lit_la_deliberation():
    """Members read, by the seat they hold; not the guests, nor a juror of another jury, nor who lost the role."""
    assert qui(permissions.peut_lire_deliberation, []) == CENTRE | {Role.AUDITEUR}
    lecteurs = [pk for pk in range(1, 5) if permissions.peut_lire_deliberation(personne(Role.JURE, pk=pk), MEMBRES)]
    assert lecteurs == [1, 2]
    assert not permissions.peut_lire_deliberation(personne(Role.EVALUATEUR, pk=1), MEMBRES)


def test_qui_decide():
    """The staff who keep the record, or the president of this jury."""
    assert qui(permissions.peut_decider, []) == CENTRE
    assert [pk for pk in range(1, 5) if permissions.peut_decider(personne(Role.JURE, pk=pk), MEMBRES)] == [1]
    assert not permissions.peut_decider(personne(Role.AUDITEUR, pk=1), MEMBRES)


def test_un_membre_voit_les_jurys_ou_il_siege(jure, agent, auditeur, evaluateur):
    """Not that of another, nor one cancelled, nor by another role."""
    sien, autre, annule = JuryFactory(), JuryFactory(), JuryFactory(etat=EtatJury.ANNULE)
    for jury in (sien, annule):
        MembreJuryFactory(jury=jury, utilisateur=jure)
    MembreJuryFactory(jury=autre, utilisateur=evaluateur.utilisateur)
    vus = {qui: set(Jury.objects.visibles_par(qui)) for qui in (jure, agent, auditeur, evaluateur.utilisateur)}
    assert vus == {
        jure: {sien},
        agent: {sien, autre, annule},
        auditeur: {sien, autre, annule},
        evaluateur.utilisateur: set(),
    }
