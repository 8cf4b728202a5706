"""The day of a sitting against the centre's usages: told where it is chosen, and on the sitting's page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from candidats.regles.projet import DelaisEvaluation
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun import horloge
from evaluations.models import Passage, PropositionCommission
from evaluations.queries.planification import alertes_de_date, alertes_du_choix, reperes
from evaluations.services.delegation import deleguer_organisation
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.commission import modifier
from tests.evaluations.factories import creer_commission, planifier, valider_livret

pytestmark = pytest.mark.django_db
DELAIS = DelaisEvaluation(2, 1)
MAI, JANVIER = date(2027, 5, 14), date(2027, 1, 14)


@pytest.fixture
def prevue(inscription):
    """Foreseen in May, told on 20 September, the training ends on 31 May."""
    inscription.entree_formation, inscription.fin_formation = date(2026, 9, 7), date(2027, 5, 31)
    inscription.date_evaluation_prevue, inscription.evaluation_annoncee_le = MAI, date(2026, 9, 20)
    inscription.save()
    return inscription


def d_un_trait(texte) -> str:
    return " ".join(texte.split())


def codes(alertes):
    return [alerte.regle.code if alerte.regle else d_un_trait(alerte.message) for alerte in alertes]


def test_prevue_en_mai_planifiee_en_janvier(prevue):
    alertes = alertes_du_choix(prevue, JANVIER, date(2026, 11, 20), DELAIS)
    assert codes(alertes) == [
        "EVALUATION-DERNIER-MOIS",
        "EVALUATION-ANNONCE",
        "L’évaluation était prévue le 14 mai 2027 : la séance est avant.",
    ]
    assert alertes_du_choix(prevue, MAI, date(2027, 5, 1), DELAIS) == []


@pytest.mark.parametrize(("le", "attendu"), [(date(2027, 3, 13), []), (date(2027, 3, 14), ["EVALUATION-ANNONCE"])])
def test_une_autre_date_s_annonce_deux_mois_avant(prevue, le, attendu):
    assert codes(alertes_du_choix(prevue, date(2027, 5, 13), le, DELAIS))[: len(attendu)] == attendu
    prevue.date_evaluation_prevue = None
    assert codes(alertes_du_choix(prevue, date(2027, 5, 13), le, DELAIS)) == attendu


def test_les_mois_sont_ceux_du_centre(prevue):
    prevue.date_evaluation_prevue = None
    le = date(2027, 4, 13)
    assert codes(alertes_de_date(prevue, date(2027, 5, 13), le, DelaisEvaluation(1, 1))) == []
    [alerte] = alertes_de_date(prevue, date(2027, 3, 30), date(2026, 9, 1), DelaisEvaluation(2, 2))
    assert "les 2 derniers mois vont du 31 mars 2027 au 31 mai 2027" in d_un_trait(alerte.message)


def test_sans_organisme_personne_n_annonce(prevue):
    prevue.organisme = prevue.date_evaluation_prevue = None
    assert alertes_du_choix(prevue, date(2027, 5, 13), date(2027, 5, 12), DELAIS) == []
    assert reperes(prevue, DELAIS, date(2027, 1, 1)).annonce_des is None


def test_les_reperes_du_candidat_pour_qui_l_on_planifie(prevue, connecte, agent, jour):
    lus = reperes(prevue, DELAIS, jour)
    assert (lus.prevue, lus.debut, lus.fin, lus.annonce_des) == (
        MAI,
        date(2027, 4, 30),
        date(2027, 5, 31),
        date(2027, 1, 20),
    )
    page = d_un_trait(connecte(agent).get(reverse("commission_creer"), {"inscription": prevue.pk}).content.decode())
    assert ("14 mai 2027" in page, "EVALUATION-DERNIER-MOIS" in page) == (True, True)
    assert all(f"/regles/#{code}" in page for code in ("EVALUATION-DERNIER-MOIS", "EVALUATION-ANNONCE"))


def test_l_alerte_se_lit_la_ou_la_date_se_choisit_et_sur_la_seance(
    prevue, connecte, agent, evaluateur, autre_evaluateur
):
    valider_livret(prevue)
    commission = creer_commission(evaluateur, autre_evaluateur, date=JANVIER)
    client, ajouter = connecte(agent), reverse("passage_ajouter", args=[commission.pk])
    for adresse in (ajouter, f"{ajouter}?inscription={prevue.pk}"):
        assert "EVALUATION-DERNIER-MOIS" in d_un_trait(client.get(adresse).content.decode())
    planifier(prevue, commission=commission)
    lue = d_un_trait(client.get(commission.get_absolute_url()).content.decode())
    assert ("EVALUATION-DERNIER-MOIS" in lue, "CERTIMÉTAL UIMM 35-56" in lue) == (True, True)
    ParametresCentre.objects.update_or_create(pk=1, defaults={"evaluation_fin_mois": 5})
    assert "EVALUATION-DERNIER-MOIS" not in d_un_trait(client.get(commission.get_absolute_url()).content.decode())


def test_qui_deplace_une_seance_lit_quand_ses_candidats_s_evaluent(prevue, connecte, agent, evaluateur):
    """One candidate, then two: each with its months, the announcement once."""
    commission = planifier(prevue, evaluateur, date=JANVIER).commission
    adresse = reverse("commission_modifier", args=[commission.pk])
    seul = d_un_trait(connecte(agent).get(adresse).content.decode())
    assert f"Quand évaluer {prevue.candidat}" in seul
    assert "du <b>30 avril 2027</b> au <b>31 mai 2027</b>" in seul
    autre = InscriptionFactory(organisme=prevue.organisme, fin_formation=date(2027, 6, 30))
    planifier(autre, commission=commission)
    deux = d_un_trait(connecte(agent).get(adresse).content.decode())
    assert "Quand évaluer ses candidats" in deux
    assert "du <b>30 mai 2027</b> au <b>30 juin 2027</b>" in deux
    lien = "/regles/#EVALUATION-ANNONCE"
    assert (seul.count(lien), deux.count(lien)) == (1, 1)


def test_un_organisme_delegue_lit_les_usages_avant_de_proposer_et_sur_sa_proposition(
    prevue, connecte, agent, membre_of, responsable, evaluateur, jour
):
    """Beside each candidate, when they are evaluated; on what is proposed, what it breaches, for both sides."""
    valider_livret(prevue)
    deleguer_organisation(
        organisme=prevue.organisme,
        du=jour,
        au=None,
        motif="Convention.",
        evaluateurs=[evaluateur],
        par=responsable,
        a=horloge.maintenant(),
    )
    of = connecte(membre_of)
    page = d_un_trait(of.get(reverse("proposition_creer")).content.decode())
    attendu = f"{escape(prevue.candidat)} — {escape(prevue.referentiel.intitule)}, à évaluer du 30 avril 2027"
    assert attendu in page
    assert "à partir du 20 janvier 2027" in page
    dits = {"date": "2027-01-14", "lieu": "Lanester", "evaluateurs": [evaluateur.pk], "inscriptions": [prevue.pk]}
    of.post(reverse("proposition_creer"), dits)
    proposee = PropositionCommission.objects.get()
    for client in (of, connecte(agent)):
        lue = d_un_trait(client.get(proposee.get_absolute_url()).content.decode())
        assert ("EVALUATION-DERNIER-MOIS" in lue, "EVALUATION-ANNONCE" in lue) == (True, True)
    PropositionCommission.objects.update(date=MAI)
    assert "EVALUATION-" not in d_un_trait(of.get(proposee.get_absolute_url()).content.decode())


def test_le_jour_de_l_annonce_suit_la_seance(prevue, evaluateur, autre_evaluateur):
    """Told again when the sitting moves; the day foreseen keeps the day it was told."""
    passage = planifier(prevue, evaluateur, autre_evaluateur, date=JANVIER)
    assert passage.annonce_le == date(2026, 9, 1)
    modifier(passage.commission, evaluateur, autre_evaluateur, date=MAI)
    assert Passage.objects.get().annonce_le == date(2026, 9, 20)
