"""Who the centre's directory names: the account it opens, and how the two are linked."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.comptes import services

pytestmark = pytest.mark.django_db


def venir(instant, **champs):
    return services.entrer_par_annuaire(
        **{"emetteur": "https://a.fr", "sujet": "s-1", "courriel": "", "a": instant} | champs
    )


def test_l_annuaire_reconnait_un_sujet_puis_une_adresse_verifiee(agent, instant):
    """ANNUAIRE-INVITES: the recorded subject, whatever the address; else the address, exactly."""
    with pytest.raises(RegleNonRespectee, match="Aucun accès de l’équipe"):
        venir(instant)
    assert venir(instant, courriel=f" {agent.email.upper()} ") == agent
    assert venir(instant, courriel="autre@exemple.fr") == agent
    with pytest.raises(RegleNonRespectee):  # another issuer is another directory, that must verify the address too
        venir(instant, emetteur="https://b.fr")
    assert [i.sujet for i in agent.identites.all()] == ["s-1"]


def test_l_annuaire_n_ouvre_ni_un_compte_ferme_ni_celui_d_un_jure(agent, jure, instant):
    """ANNUAIRE-INVITES"""
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    for compte in (agent, jure):
        with pytest.raises(RegleNonRespectee, match="Aucun accès de l’équipe"):
            venir(instant, courriel=compte.email)
        assert not compte.identites.exists()


def test_une_personne_de_l_annuaire_a_un_acces_et_un_acces_une_personne(agent, responsable, instant):
    """ANNUAIRE-INVITES"""
    venir(instant, courriel=agent.email)
    with pytest.raises(RegleNonRespectee, match="Cet accès est déjà lié"):
        venir(instant, sujet="s-2", courriel=agent.email)
    with pytest.raises(RegleNonRespectee, match="a déjà un accès"):
        services.lier_annuaire(compte=responsable, emetteur="https://a.fr", sujet="s-1", a=instant)
    services.lier_annuaire(compte=agent, emetteur="https://a.fr", sujet="s-1", a=instant)  # already: nothing
    assert [e.acte for e in journal_de(agent)] == ["annuaire"]


def test_seule_l_equipe_se_lie_et_se_delie(jure, agent, instant):
    """ANNUAIRE-INVITES"""
    with pytest.raises(RegleNonRespectee):
        services.lier_annuaire(compte=jure, emetteur="https://a.fr", sujet="s-1", a=instant)
    with pytest.raises(ErreurMetier, match="n’est lié à personne"):
        services.delier_annuaire(compte=agent, a=instant)
    services.lier_annuaire(compte=agent, emetteur="https://a.fr", sujet="s-1", a=instant)
    services.delier_annuaire(compte=agent, a=instant)
    assert not agent.identites.exists()
