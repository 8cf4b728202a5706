"""Files that are probably of one person."""

from datetime import date

import pytest

from candidats.queries.personne import doubles_de, doubles_probables
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.candidats.personne import verifier

pytestmark = pytest.mark.django_db


def test_les_doubles_probables_se_proposent_par_paire(organisme, autre_organisme, agent, instant):
    un = verifier(CandidatFactory(nom_naissance="Le Goff", prenom="Anne-Marie"), agent, instant)
    deux = CandidatFactory(nom_naissance="ANNE MARIE", prenom="Legoff")
    autre_jour = CandidatFactory(nom_naissance="Le Goff", prenom="Anne-Marie", date_naissance=date(1996, 3, 1))
    brouillon = CandidatFactory(nom_naissance="Le Goff", prenom="Anne-Marie")
    usage = CandidatFactory(nom_naissance="Kerbrat", nom_usage="Le Goff", prenom="Anne-Marie")
    for candidat in (deux, un, autre_jour, usage):
        InscriptionFactory(candidat=candidat, organisme=organisme)
    InscriptionFactory(candidat=brouillon, organisme=autre_organisme, brouillon=True)
    assert doubles_probables(agent) == [(un, deux), (un, usage)]
    assert doubles_de(deux, agent) == [un, usage]


def test_les_doubles_se_lisent_en_une_requete(organisme, agent, django_assert_num_queries):
    for _ in range(6):
        InscriptionFactory(candidat=CandidatFactory(nom_naissance="Le Goff"), organisme=organisme)
    with django_assert_num_queries(1):
        assert len(doubles_probables(agent)) == 5


@pytest.mark.parametrize(("verifie", "commune", "double"), [(True, "Rennes", False), (False, "Rennes", True)])
def test_deux_homonymes_verifies_de_deux_lieux_ne_sont_plus_proposes(
    organisme, agent, instant, verifie, commune, double
):
    """Two papers said two places: they are two people, asked no more; one of them may still be mistaken otherwise."""
    un = verifier(CandidatFactory(nom_naissance="Le Goff"), agent, instant)
    deux = CandidatFactory(nom_naissance="Le Goff", commune_naissance=commune, departement_naissance="35")
    deux = verifier(deux, agent, instant) if verifie else deux
    for candidat in (un, deux):
        InscriptionFactory(candidat=candidat, organisme=organisme)
    assert doubles_probables(agent) == [(un, deux)] * double
    assert doubles_de(un, agent) == [deux] * double
