"""« Ce n’est pas la même personne » is remembered, told, and taken back."""

import pytest
from django.core.exceptions import ValidationError

from candidats.models import PersonnesDistinctes
from candidats.queries.personne import doubles_de, doubles_probables, paires_lues
from candidats.services.double import distinguer, lever_distinction
from candidats.services.fusion import fusionner
from candidats.services.ressemblance import refaire_doubles
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.candidats.fusion import valeurs

pytestmark = pytest.mark.django_db


@pytest.fixture
def dupont(organisme):
    fiches = [CandidatFactory(nom_naissance=nom, prenom="Jean") for nom in ("Dupont", "Dupond", "Duponts")]
    for fiche in fiches:
        InscriptionFactory(candidat=fiche, organisme=organisme)
    return fiches


def test_ce_qui_est_dit_n_est_plus_demande(dupont, agent, instant):
    un, autre, tiers = dupont
    dites = distinguer(un=autre, autre=un, par=agent, a=instant)
    assert (dites.un, dites.autre, dites.dites_par) == (un, autre, agent)
    assert (doubles_de(un, agent), doubles_de(autre, agent)) == ([tiers], [])
    attendue = (
        "Deux fiches du même jour de naissance, au nom de DUPONT Jean et DUPOND Jean, ne sont pas la même personne."
    )
    assert [journal_de(fiche.inscriptions.get()).get().phrase for fiche in (un, autre)] == [attendue] * 2
    with pytest.raises(ValidationError):
        distinguer(un=un, autre=autre, par=agent, a=instant)
    lever_distinction(dites=dites, par=agent, a=instant)
    assert doubles_de(autre, agent) == [un]
    assert journal_de(un.inscriptions.get()).first().phrase.endswith("sont de nouveau à comparer.")


def test_une_fiche_n_est_pas_deux_personnes(dupont, agent, instant):
    with pytest.raises(ErreurMetier, match="C’est la même fiche"):
        distinguer(un=dupont[0], autre=dupont[0], par=agent, a=instant)


def test_une_paire_dite_distincte_n_est_plus_proposee(dupont, agent, instant):
    un, autre, tiers = dupont
    refaire_doubles()
    assert paires_lues(doubles_probables(agent)) == [(un, autre), (un, tiers)]
    distinguer(un=un, autre=tiers, par=agent, a=instant)
    assert paires_lues(doubles_probables(agent)) == [(un, autre)]


def test_une_reunion_garde_ce_qui_a_ete_dit_de_la_fiche_absorbee(dupont, agent, instant):
    """Of a third, it is said of the file kept; of the two now one, it is no longer said."""
    un, autre, tiers = dupont
    distinguer(un=autre, autre=tiers, par=agent, a=instant)
    distinguer(un=un, autre=autre, par=agent, a=instant)
    fusionner(conserve=un, absorbe=autre, valeurs=valeurs(un), par=agent, a=instant)
    attendues = {(autre.pk, tiers.pk), (un.pk, tiers.pk)}
    assert set(PersonnesDistinctes.objects.values_list("un_id", "autre_id")) == attendues
    assert doubles_de(un, agent) == []
