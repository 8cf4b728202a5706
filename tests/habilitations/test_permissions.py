import pytest

from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from habilitations import permissions
from tests.comptes.factories import creer_personne
from tests.comptes.roles import CENTRE, qui
from tests.habilitations.factories import OrganismeFactory, creer_membre

pytestmark = pytest.mark.django_db


def creer_simple(organisme):
    """A member who does not manage the accesses of the OF."""
    personne = creer_membre(organisme)
    organisme.membres.filter(utilisateur=personne).update(gestionnaire=False)
    return personne


def test_le_responsable_seul_habilite():
    assert qui(permissions.peut_habiliter) == {Role.RESPONSABLE}
    assert qui(permissions.peut_decider_habilitation) == {Role.RESPONSABLE}
    assert qui(permissions.peut_instruire) == CENTRE
    assert qui(permissions.peut_modifier_organisme) == CENTRE


def test_les_membres_se_gerent_au_centre_ou_par_un_gestionnaire(organisme, autre_organisme, agent, instant):
    gestionnaire, simple = creer_membre(organisme), creer_simple(organisme)
    personnes = (agent, gestionnaire, simple, creer_personne(Role.AUDITEUR))
    gerent = [permissions.peut_gerer_membres(p, organisme) for p in personnes]
    assert gerent == [True, True, False, False]
    assert [permissions.peut_gerer_membres(p, autre_organisme) for p in personnes] == [True, False, False, False]
    assert [permissions.peut_deposer_dossier(p, organisme) for p in personnes] == [False, True, False, False]
    organisme.membres.filter(utilisateur=gestionnaire).update(retire_le=instant)
    assert not permissions.peut_gerer_membres(gestionnaire, organisme)


def test_un_gestionnaire_qui_a_perdu_son_role_ne_gere_plus(organisme):
    gestionnaire = creer_membre(organisme)
    gestionnaire.attributions.all().delete()
    reconnecte = Utilisateur.objects.get(pk=gestionnaire.pk)
    assert organisme.membres.filter(utilisateur=reconnecte, gestionnaire=True, retire_le__isnull=True).exists()
    assert not permissions.peut_gerer_membres(reconnecte, organisme)
    assert not permissions.peut_deposer_dossier(reconnecte, organisme)


def test_personne_ne_ferme_son_propre_acces(organisme, agent):
    gestionnaire = creer_membre(organisme)
    sien = organisme.membres.get(utilisateur=gestionnaire)
    autre = organisme.membres.get(utilisateur=creer_membre(organisme))
    assert not permissions.peut_retirer_membre(gestionnaire, sien)
    assert permissions.peut_retirer_membre(gestionnaire, autre)
    assert permissions.peut_retirer_membre(agent, sien)
    assert not permissions.peut_retirer_membre(creer_simple(organisme), autre)
    assert not permissions.peut_retirer_membre(creer_membre(OrganismeFactory()), autre)
