"""Files that are probably of one person."""

from datetime import date

import pytest

from candidats.queries.personne import doubles_de, doubles_des, doubles_probables, paires_lues
from candidats.services.ressemblance import refaire_doubles
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
    refaire_doubles()
    assert paires_lues(doubles_probables(agent)) == [(deux, usage), (un, deux), (un, usage)]
    assert doubles_de(deux, agent) == [un, usage]


@pytest.mark.parametrize("nombre", [2, 6])
def test_les_doubles_se_lisent_en_un_nombre_fixe_de_requetes(organisme, agent, nombre, django_assert_num_queries):
    fiches = [CandidatFactory(nom_naissance="Le Goff") for _ in range(nombre)]
    for fiche in fiches:
        InscriptionFactory(candidat=fiche, organisme=organisme, deposee=True)
    refaire_doubles()
    with django_assert_num_queries(1):
        paires = list(doubles_probables(agent))
    with django_assert_num_queries(1):
        assert list(doubles_probables(agent, a_verifier=True)) == paires
    with django_assert_num_queries(1):
        assert len(paires_lues(paires)) == nombre * (nombre - 1) // 2
    with django_assert_num_queries(2):
        assert [len(doubles) for doubles in doubles_des(fiches, agent).values()] == [nombre - 1] * nombre


def test_seules_celles_d_une_inscription_a_verifier(organisme, agent):
    anciennes = [CandidatFactory(nom_naissance=nom) for nom in ("Kerbrat", "Kerbrad")]
    nouvelle, connue = (CandidatFactory(nom_naissance=nom) for nom in ("Dupond", "Dupont"))
    for fiche in (*anciennes, connue):
        InscriptionFactory(candidat=fiche, organisme=organisme)
    InscriptionFactory(candidat=nouvelle, organisme=organisme, deposee=True)
    refaire_doubles()
    assert paires_lues(doubles_probables(agent, a_verifier=True)) == [(nouvelle, connue)]
    assert doubles_probables(agent).count() == 2


def test_un_organisme_ne_compare_que_les_siennes(organisme, autre_organisme, membre_of):
    siennes = [CandidatFactory(nom_naissance=nom) for nom in ("Dupond", "Dupont")]
    ailleurs = CandidatFactory(nom_naissance="Dupons")
    for fiche in siennes:
        InscriptionFactory(candidat=fiche, organisme=organisme)
    InscriptionFactory(candidat=ailleurs, organisme=autre_organisme)
    assert doubles_de(siennes[0], membre_of) == [siennes[1]]


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
    refaire_doubles()
    assert paires_lues(doubles_probables(agent)) == [(un, deux)] * double
    assert doubles_de(un, agent) == [deux] * double
