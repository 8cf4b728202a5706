"""The address of an agenda: one a person, the former dead as soon as another is asked for."""

import pytest

from certif_portal.portail.queries.agenda import jeton_agenda, personne_de_l_agenda
from certif_portal.portail.services.abonnement import abonner_agenda, desabonner_agenda

pytestmark = pytest.mark.django_db


def test_changer_d_adresse_ferme_la_precedente(agent, responsable, instant):
    abonner_agenda(personne=responsable, a=instant)
    abonner_agenda(personne=agent, a=instant)
    premier = jeton_agenda(agent)
    abonner_agenda(personne=agent, a=instant)
    second = jeton_agenda(agent)
    assert (personne_de_l_agenda(premier), personne_de_l_agenda(second)) == (None, agent)
    desabonner_agenda(personne=agent)
    assert (jeton_agenda(agent), personne_de_l_agenda(second)) == ("", None)
    assert personne_de_l_agenda(jeton_agenda(responsable)) == responsable


def test_une_cle_de_la_veille_ouvre_encore(agent, instant, settings):
    abonner_agenda(personne=agent, a=instant)
    jeton = jeton_agenda(agent)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "une-autre-clé-de-cinquante-lettres"
    assert personne_de_l_agenda(jeton) == agent
    assert jeton_agenda(agent) != jeton
    settings.SECRET_KEY_FALLBACKS = []
    assert personne_de_l_agenda(jeton) is None


def test_l_adresse_ne_se_devine_pas_et_suit_le_compte(agent, instant):
    graine = abonner_agenda(personne=agent, a=instant).graine
    jeton = jeton_agenda(agent)
    assert [personne_de_l_agenda(lu) for lu in (graine, f"{graine}:", jeton[:-1], jeton)] == [None, None, None, agent]
    agent.is_active = False
    agent.save()
    assert personne_de_l_agenda(jeton) is None
