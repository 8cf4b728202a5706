"""The organisation delegated to an OF: decided, ended; its sittings proposed, approved, sent back, given up."""

from datetime import date, timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from evaluations.choix import TRANSITIONS_PROPOSITION, EtatProposition
from evaluations.models import Commission, DelegationOrganisation, PropositionCommission
from evaluations.queries.delegation import a_evaluer, delegations_de
from evaluations.services.delegation import (
    abandonner_proposition,
    approuver_proposition,
    deleguer_organisation,
    finir_delegation,
    proposer_commission,
    renvoyer_proposition,
)
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import AVANT, SEANCE, EvaluateurFactory, valider_livret

pytestmark = pytest.mark.django_db
LE = AVANT.date()


@pytest.fixture
def evaluateurs():
    return [EvaluateurFactory(), EvaluateurFactory()]


@pytest.fixture
def delegation(organisme, evaluateurs, responsable):
    return deleguer_organisation(
        organisme=organisme,
        du=LE,
        au=date(2026, 12, 31),
        motif="Convention du 1er septembre.",
        evaluateurs=evaluateurs,
        par=responsable,
        a=AVANT,
    )


@pytest.fixture
def pret(inscription):
    valider_livret(inscription)
    return inscription


def proposer(delegation, inscriptions, par, **champs):
    defaut = {"date": SEANCE, "heure": None, "lieu": "Lanester", "adresse": "", "a": AVANT, "proposition": None}
    defaut |= {"organisme": delegation.organisme, "evaluateurs": list(delegation.evaluateurs.all())}
    return proposer_commission(inscriptions=inscriptions, par=par, **(defaut | champs))


def test_deleguer_de_tel_jour_a_tel_jour(delegation, organisme, membre_of, membre_autre_of):
    """DELEGATION-ORGANISATION"""
    assert list(delegations_de(membre_of, LE)) == [delegation]
    assert list(delegations_de(membre_of, LE - timedelta(days=1))) == []
    assert list(delegations_de(membre_of, date(2026, 12, 31))) == [delegation]
    assert list(delegations_de(membre_of, date(2027, 1, 1))) == []
    assert list(delegations_de(membre_autre_of, LE)) == []
    assert journal_de(organisme)[0].phrase == (
        "Organisation des évaluations déléguée du 01/09/2026, au 31/12/2026 : Convention du 1er septembre."
    )


def test_une_delegation_a_la_fois_motivee_et_dans_l_ordre(delegation, organisme, responsable):
    """DELEGATION-ORGANISATION"""
    commun = {"organisme": organisme, "evaluateurs": [], "par": responsable, "a": AVANT}
    with pytest.raises(RegleNonRespectee, match="court déjà"):
        deleguer_organisation(**commun, du=date(2026, 12, 31), au=None, motif="x")
    with pytest.raises(RegleNonRespectee, match="finit avant de commencer"):
        deleguer_organisation(**commun, du=date(2027, 1, 2), au=date(2027, 1, 1), motif="x")
    with pytest.raises(RegleNonRespectee, match="La décision est attendue"):
        deleguer_organisation(**commun, du=date(2027, 1, 1), au=None, motif=" ")
    deleguer_organisation(**commun, du=date(2027, 1, 1), au=None, motif="x")
    deleguer_organisation(**commun, du=date(2026, 8, 1), au=date(2026, 8, 31), motif="x")
    assert DelegationOrganisation.objects.count() == 3


def test_mettre_fin_a_une_delegation(delegation, responsable, membre_of):
    """DELEGATION-ORGANISATION"""
    with pytest.raises(RegleNonRespectee, match="Le motif de la fin"):
        finir_delegation(delegation=delegation, au=LE, motif="", par=responsable, a=AVANT)
    with pytest.raises(RegleNonRespectee, match="finit avant de commencer"):
        finir_delegation(delegation=delegation, au=LE - timedelta(days=1), motif="x", par=responsable, a=AVANT)
    finir_delegation(delegation=delegation, au=LE, motif="Convention échue.", par=responsable, a=AVANT)
    assert list(delegations_de(membre_of, LE + timedelta(days=1))) == []
    with pytest.raises(ErreurMetier, match="a fini le"):
        finir_delegation(delegation=delegation, au=LE, motif="x", par=responsable, a=AVANT + timedelta(days=1))


def test_une_proposition_n_est_rien_avant_d_etre_approuvee(delegation, pret, membre_of, agent):
    """DELEGATION-ORGANISATION"""
    assert list(a_evaluer(delegation.organisme)) == [pret]
    proposition = proposer(delegation, [pret], membre_of)
    assert (proposition.etat, Commission.objects.count(), Courriel.objects.count()) == (
        EtatProposition.A_APPROUVER,
        0,
        0,
    )
    assert list(a_evaluer(delegation.organisme)) == []
    commission = approuver_proposition(proposition=proposition, par=agent, a=AVANT)
    proposition.refresh_from_db()
    assert (proposition.etat, proposition.commission, proposition.decidee_par) == (
        EtatProposition.APPROUVEE,
        commission,
        agent,
    )
    assert (commission.membres.count(), commission.passages.get().inscription) == (2, pret)
    assert Courriel.objects.filter(acte="commission_evaluateur").count() == 2
    dit = Courriel.objects.get(acte="proposition_decidee")
    assert (dit.destinataire, "approuvée" in dit.objet) == (delegation.organisme.courriel, True)


def test_ce_qu_une_seance_refuse_n_est_pas_approuve(delegation, inscription, membre_of, agent):
    """PLANIFICATION-PREALABLE"""
    proposition = proposer(delegation, [inscription], membre_of)
    with pytest.raises(RegleNonRespectee, match="PLANIFICATION-PREALABLE"):
        approuver_proposition(proposition=proposition, par=agent, a=AVANT)
    proposition.refresh_from_db()
    assert (proposition.etat, Commission.objects.count()) == (EtatProposition.A_APPROUVER, 0)


def test_on_ne_propose_que_les_siens_par_ceux_qui_sont_ouverts(delegation, pret, membre_of, autre_organisme):
    """DELEGATION-ORGANISATION"""
    autre = InscriptionFactory(organisme=autre_organisme)
    for champs, inscriptions, dit in (
        ({"evaluateurs": [EvaluateurFactory()]}, [pret], "n’est pas de ceux"),
        ({}, [autre], "Votre organisme n’a pas inscrit"),
        ({}, [], "au moins un candidat"),
        ({"date": LE - timedelta(days=1)}, [pret], "est passé"),
        ({"date": date(2027, 1, 1)}, [pret], "Votre délégation finit"),
        ({"organisme": autre_organisme}, [autre], "ne vous délègue pas"),
    ):
        with pytest.raises(ErreurMetier, match=dit):
            proposer(delegation, inscriptions, membre_of, **champs)
    assert PropositionCommission.objects.count() == 0


def test_renvoyee_puis_proposee_de_nouveau_puis_abandonnee(delegation, pret, membre_of, agent):
    proposition = proposer(delegation, [pret], membre_of)
    with pytest.raises(ErreurMetier, match="Le motif du renvoi"):
        renvoyer_proposition(proposition=proposition, motif=" ", par=agent, a=AVANT)
    renvoyer_proposition(proposition=proposition, motif="Le plateau est pris.", par=agent, a=AVANT)
    dit = Courriel.objects.get(acte="proposition_decidee")
    assert ("à revoir" in dit.objet, "Le plateau est pris." in dit.texte) == (True, True)
    proposition = proposer(delegation, [pret], membre_of, proposition=proposition, lieu="Lorient")
    assert (proposition.etat, proposition.lieu) == (EtatProposition.A_APPROUVER, "Lorient")
    abandonner_proposition(proposition=proposition, par=membre_of, a=AVANT)
    assert list(a_evaluer(delegation.organisme)) == [pret]
    with pytest.raises(TransitionInterdite):
        approuver_proposition(proposition=proposition, par=agent, a=AVANT)


def test_chaque_etat_contre_la_table(delegation, pret, membre_of, agent):
    """Every state by every act."""
    actes = {
        EtatProposition.APPROUVEE: lambda p: approuver_proposition(proposition=p, par=agent, a=AVANT),
        EtatProposition.RENVOYEE: lambda p: renvoyer_proposition(proposition=p, motif="x", par=agent, a=AVANT),
        EtatProposition.ABANDONNEE: lambda p: abandonner_proposition(proposition=p, par=membre_of, a=AVANT),
        EtatProposition.A_APPROUVER: lambda p: proposer(delegation, [pret], membre_of, proposition=p),
    }
    for de in (EtatProposition.RENVOYEE, EtatProposition.ABANDONNEE):
        for vers, acte in actes.items():
            if vers not in TRANSITIONS_PROPOSITION[de]:
                proposition = proposer(delegation, [pret], membre_of)
                actes[de](proposition)
                with pytest.raises(TransitionInterdite):
                    acte(proposition)
                PropositionCommission.objects.all().delete()
