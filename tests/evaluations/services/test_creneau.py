"""Slots laid in one act: « un candidat toutes les 45 minutes à partir de 8 h 30 »."""

from datetime import time

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from evaluations.models import Passage
from evaluations.services.commission import annuler_commission
from evaluations.services.creneau import creneaux, repartir_creneaux
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import AVANT, creer_commission, planifier, remplir

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission(organisme, referentiel, evaluateur, autre_evaluateur):
    commission = creer_commission(evaluateur, autre_evaluateur)
    for nom, heure in (("Zola", time(14)), ("Abel", None), ("Martin", None)):
        candidat = CandidatFactory(nom_naissance=nom, nom_usage="")
        inscription = InscriptionFactory(candidat=candidat, organisme=organisme, referentiel=referentiel)
        planifier(inscription, commission=commission, heure=heure)
    return commission


def lus():
    passages = Passage.objects.order_by("heure").select_related("inscription__candidat")
    return [(passage.inscription.candidat.nom_naissance, passage.heure) for passage in passages]


def test_les_creneaux_se_suivent():
    assert creneaux(time(8, 30), 45, 3) == [time(8, 30), time(9, 15), time(10)]
    assert creneaux(time(23, 59), 30, 1) == [time(23, 59)]
    assert creneaux(time(8), 30, 0) == []
    with pytest.raises(ErreurMetier, match="ne tiennent pas"):
        creneaux(time(23, 30), 30, 2)


def test_la_page_les_repartit_en_un_geste(commission, agent, connecte):
    client = connecte(agent)
    client.post(reverse("commission_creneaux", args=[commission.pk]), {"debut": "08:30", "minutes": "45"})
    assert lus() == [("Zola", time(8, 30)), ("Abel", time(9, 15)), ("Martin", time(10))]


def test_qui_change_d_heure_est_a_convoquer_de_nouveau(commission, agent):
    acteurs = {"commission": commission, "minutes": 45, "par": agent, "a": AVANT}
    repartir_creneaux(debut=time(8, 30), **acteurs)
    Passage.objects.update(convoque_le=AVANT)
    assert repartir_creneaux(debut=time(8, 30), **acteurs) == []
    assert len(repartir_creneaux(debut=time(9), **acteurs)) == 3
    assert set(Passage.objects.values_list("convoque_le", flat=True)) == {None}


def test_sans_candidat_deja_evaluee_ou_annulee(commission, agent):
    acteurs = {"debut": time(9), "minutes": 45, "par": agent, "a": AVANT}
    with pytest.raises(ErreurMetier, match="ajoutez-les"):
        repartir_creneaux(commission=creer_commission(), **acteurs)
    remplir(Passage.objects.first())
    with pytest.raises(ErreurMetier, match="ne changent plus"):
        repartir_creneaux(commission=commission, **acteurs)
    autre = creer_commission()
    annuler_commission(commission=autre, motif="Grève.", par=agent, a=AVANT)
    with pytest.raises(TransitionInterdite):
        repartir_creneaux(commission=autre, **acteurs)
