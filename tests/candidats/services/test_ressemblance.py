"""The pairs of files that may be one person follow the civil statuses, act by act."""

from dataclasses import replace

import pytest

from candidats.choix import EtatInscription
from candidats.models import DoubleProbable
from candidats.queries.personne import doubles_probables
from candidats.services.depot import deposer_inscription
from candidats.services.fusion import defaire_fusion, fusionner
from candidats.services.identite import annuler_verification, verifier_identite
from candidats.services.inscription import creer_inscription
from candidats.services.ressemblance import ecarts_des_doubles, noter_doubles, refaire_doubles
from tests.candidats.depot import modifier
from tests.candidats.factories import CandidatFactory, InscriptionFactory, donnees_completes, piece_recue
from tests.candidats.fusion import valeurs
from tests.candidats.personne import corriger, verifier

pytestmark = pytest.mark.django_db


def gardees():
    return list(DoubleProbable.objects.values_list("un_id", "autre_id"))


@pytest.fixture
def connue(organisme, referentiel):
    """Registered long ago, by another hand."""
    donnees = donnees_completes()
    identite = {champ: getattr(donnees, champ) for champ in ("nom_naissance", "prenom", "date_naissance")}
    lieu = {"commune_naissance": "Cracovie", "pays_naissance": "Pologne", "departement_naissance": ""}
    fiche = CandidatFactory(**identite, **lieu)
    InscriptionFactory(candidat=fiche, organisme=organisme)
    return fiche


@pytest.fixture
def deposee(connue, autre_organisme, referentiel, membre_of, instant):
    donnees = replace(donnees_completes(referentiel_id=referentiel.pk), nom_usage="")
    siens = {"par": membre_of, "a": instant}
    brouillon = creer_inscription(donnees=donnees, organisme=autre_organisme, piece=piece_recue(), **siens)
    assert gardees() == []  # a draft is its author's alone
    return deposer_inscription(inscription=brouillon, **siens)


def test_le_depot_garde_la_paire_et_une_correction_la_retire(connue, deposee, agent, membre_of, instant):
    paire = [(connue.pk, deposee.candidat_id)]
    assert (gardees(), doubles_probables(agent, a_verifier=True).count()) == (paire, 1)
    deposee.etat = EtatInscription.A_CORRIGER
    deposee.save()
    modifier(deposee, membre_of, instant, nom_naissance="Kerbrat")
    assert gardees() == []
    modifier(deposee, membre_of, instant, nom_naissance=connue.nom_naissance)
    assert gardees() == paire


def test_un_brouillon_qui_recrit_l_etat_civil_d_une_autre_inscription_est_compare(connue, deposee, membre_of, instant):
    brouillon = InscriptionFactory(candidat=deposee.candidat, organisme=deposee.organisme, etat="brouillon")
    modifier(brouillon, membre_of, instant, nom_naissance="Kerbrat")
    brouillon.refresh_from_db()
    assert (brouillon.candidat_id, gardees()) == (deposee.candidat_id, [])
    modifier(brouillon, membre_of, instant, nom_naissance=connue.nom_naissance)
    assert gardees() == [(connue.pk, deposee.candidat_id)]


def test_la_verification_et_son_annulation(connue, deposee, agent, instant):
    """Two papers said two places: two people. Taken back, it is asked again."""
    verifier(connue, agent, instant)
    verifier_identite(inscription=deposee, type_document="carte", par=agent, a=instant)
    assert gardees() == []
    annuler_verification(inscription=deposee, par=agent, a=instant)
    assert gardees() == [(connue.pk, deposee.candidat_id)]


def test_un_etat_civil_verifie_se_corrige(organisme, agent, instant):
    un, autre = (verifier(CandidatFactory(nom_naissance=nom), agent, instant) for nom in ("Dupont", "Kerbrat"))
    corriger(autre, agent, instant, nom_naissance="DUPOND")
    assert gardees() == [(un.pk, autre.pk)]


def test_une_reunion_et_son_contraire(organisme, agent, instant):
    """A file absorbed keeps its pair, which nobody sees: it has no registration left."""
    un, autre = (CandidatFactory(nom_naissance=nom) for nom in ("Dupont", "Dupond"))
    for fiche in (un, autre):
        InscriptionFactory(candidat=fiche, organisme=organisme)
    fusion = fusionner(conserve=un, absorbe=autre, valeurs=valeurs(un, nom_naissance="Duponts"), par=agent, a=instant)
    assert (gardees(), doubles_probables(agent).count()) == ([], 0)
    defaire_fusion(fusion=fusion, par=agent, a=instant)
    assert (gardees(), doubles_probables(agent).count()) == ([(un.pk, autre.pk)], 1)


def test_tout_se_refait_et_se_compare(django_assert_num_queries):
    fiches = [CandidatFactory(nom_naissance=nom) for nom in ("Dupont", "Dupond", "Kerbrat")]
    assert (ecarts_des_doubles(), refaire_doubles(), ecarts_des_doubles(), refaire_doubles()) == (1, 1, 0, 0)
    fiches[1].nom_naissance = "Kerbrad"
    fiches[1].save()
    assert ecarts_des_doubles() == 2
    with django_assert_num_queries(4):
        assert noter_doubles(fiches[1]) == 2
    assert gardees() == [(fiches[1].pk, fiches[2].pk)]
