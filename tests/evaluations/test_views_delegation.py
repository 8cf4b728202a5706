"""The screens of a delegation: decided by the responsable, used by its OF, approved by the centre."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certif_portal.commun import horloge
from evaluations.choix import EtatProposition
from evaluations.models import Commission, DelegationOrganisation, PropositionCommission
from tests.evaluations.factories import EvaluateurFactory, valider_livret

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluateurs():
    return [EvaluateurFactory(), EvaluateurFactory()]


@pytest.fixture
def delegation(connecte, responsable, organisme, evaluateurs):
    connecte(responsable).post(
        reverse("delegation_organisation_liste", args=[organisme.pk]),
        {
            "du": f"{horloge.aujourdhui():%Y-%m-%d}",
            "motif": "Convention.",
            "evaluateurs": [evaluateur.pk for evaluateur in evaluateurs],
        },
    )
    return DelegationOrganisation.objects.get()


def proposition(inscription, evaluateurs, **champs):
    date = horloge.aujourdhui() + timedelta(days=20)
    return {
        "date": f"{date:%Y-%m-%d}",
        "lieu": "Lanester",
        "evaluateurs": [evaluateur.pk for evaluateur in evaluateurs],
        "inscriptions": [inscription.pk],
    } | champs


def test_seul_le_responsable_delegue(connecte, agent, responsable, organisme, delegation):
    """DELEGATION-ORGANISATION"""
    adresse = reverse("delegation_organisation_liste", args=[organisme.pk])
    assert connecte(agent).post(adresse, {"du": "2026-01-01", "motif": "x"}).status_code == 403
    page = connecte(agent).get(adresse).content.decode()
    assert "Convention." in page
    assert "Mettre fin" not in page
    fin = reverse("delegation_organisation_finir", args=[delegation.pk])
    connecte(responsable).post(fin, {"au": f"{horloge.aujourdhui():%Y-%m-%d}", "motif": "Convention échue."})
    delegation.refresh_from_db()
    assert (delegation.au, delegation.motif_fin) == (horloge.aujourdhui(), "Convention échue.")


def test_proposer_renvoyer_revoir_approuver(connecte, agent, membre_of, inscription, delegation, evaluateurs):
    """DELEGATION-ORGANISATION"""
    valider_livret(inscription)
    of, centre = connecte(membre_of), connecte(agent)
    assert "Aucune commission proposée" in of.get(reverse("proposition_liste")).content.decode()
    of.post(reverse("proposition_creer"), proposition(inscription, evaluateurs))
    proposee = PropositionCommission.objects.get()
    assert (proposee.etat, Commission.objects.count()) == (EtatProposition.A_APPROUVER, 0)
    assert str(inscription.candidat) in of.get(proposee.get_absolute_url()).content.decode()
    assert delegation.organisme.nom in centre.get(reverse("proposition_liste")).content.decode()
    centre.post(reverse("proposition_renvoyer", args=[proposee.pk]), {"motif": "Le plateau est pris."})
    revoir = reverse("proposition_modifier", args=[proposee.pk])
    assert revoir in of.get(proposee.get_absolute_url()).content.decode()
    assert of.get(revoir).context["formulaire"]["lieu"].value() == "Lanester"
    of.post(revoir, proposition(inscription, evaluateurs, lieu="Lorient"))
    centre.post(reverse("proposition_approuver", args=[proposee.pk]))
    proposee.refresh_from_db()
    assert (proposee.etat, proposee.commission.lieu) == (EtatProposition.APPROUVEE, "Lorient")
    assert proposee.commission.passages.get().inscription == inscription


def test_abandonner(connecte, membre_of, membre_autre_of, inscription, delegation, evaluateurs):
    valider_livret(inscription)
    of = connecte(membre_of)
    of.post(reverse("proposition_creer"), proposition(inscription, evaluateurs))
    proposee = PropositionCommission.objects.get()
    abandonner = reverse("proposition_abandonner", args=[proposee.pk])
    assert connecte(membre_autre_of).post(abandonner).status_code == 404
    of.post(abandonner)
    proposee.refresh_from_db()
    assert proposee.etat == EtatProposition.ABANDONNEE


def test_sans_delegation_rien_ne_s_ouvre(connecte, membre_autre_of, delegation):
    """DELEGATION-ORGANISATION"""
    client = connecte(membre_autre_of)
    for nom in ("proposition_liste", "proposition_creer", "numerisation_liste"):
        assert client.get(reverse(nom)).status_code == 403, nom
