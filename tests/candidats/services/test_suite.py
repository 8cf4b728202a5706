"""HABILITATION-SUITE: one decision per running registration of an OF suspended or withdrawn."""

import pytest

from candidats.choix import DecisionSuite
from candidats.models import SuiteInscription
from candidats.services.suite import noter_suite
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.models import Courriel
from habilitations.services.organisme import retirer_habilitation
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.dossier import midi

pytestmark = pytest.mark.django_db


@pytest.fixture
def suivie(organisme):
    return InscriptionFactory(organisme=organisme)


def decider(inscription, par, decision, repreneur=None, le=None):
    habilitation = inscription.organisme.habilitations.get()
    return noter_suite(
        inscription=inscription,
        habilitation=habilitation,
        decision=decision,
        repreneur=repreneur,
        motif="À mi-parcours.",
        par=par,
        a=midi(le),
    )


@pytest.fixture
def retiree(organisme, responsable, jour):
    return retirer_habilitation(
        habilitation=organisme.habilitations.get(), le=jour, motif="Audit.", par=responsable, a=midi(jour)
    )


def test_rien_a_decider_tant_que_l_organisme_est_habilite(suivie, responsable, jour):
    with pytest.raises(RegleNonRespectee, match="HABILITATION-SUITE"):
        decider(suivie, responsable, DecisionSuite.FINIR, le=jour)
    assert SuiteInscription.objects.count() == 0


@pytest.mark.usefixtures("retiree")
def test_laisser_finir_se_dit_a_l_organisme(suivie, responsable, jour):
    suite = decider(suivie, responsable, DecisionSuite.FINIR, le=jour)
    assert (suite.decision, suite.le, suite.decidee_par, suite.suspension) == ("finir", jour, responsable, None)
    assert Courriel.objects.latest("pk").destinataire == suivie.organisme.courriel


@pytest.mark.usefixtures("retiree")
def test_une_reprise_demande_un_autre_organisme_sans_inscription_de_la_meme_personne(
    suivie, organisme, autre_organisme, responsable, jour
):
    for repreneur in (None, organisme):
        with pytest.raises(ErreurMetier, match="Choisissez l’organisme"):
            decider(suivie, responsable, DecisionSuite.REPRISE, repreneur, le=jour)
    InscriptionFactory(organisme=autre_organisme, candidat=suivie.candidat, referentiel=suivie.referentiel)
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-UNIQUE"):
        decider(suivie, responsable, DecisionSuite.REPRISE, autre_organisme, le=jour)
    suivie.refresh_from_db()
    assert suivie.organisme == organisme
