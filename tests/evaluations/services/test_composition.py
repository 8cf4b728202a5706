"""Who sits in a sitting: added and told, taken out, presiding."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.models import Courriel
from evaluations.services.commission import planifier_commission
from tests.evaluations.commission import modifier, phrases
from tests.evaluations.factories import AVANT, SEANCE, creer_commission, planifier, remplir

pytestmark = pytest.mark.django_db


def test_un_membre_ajoute_est_convoque_avec_son_agenda(evaluateur, autre_evaluateur):
    commission = creer_commission(evaluateur)
    modifier(commission, evaluateur, autre_evaluateur)
    courriels = Courriel.objects.filter(acte="commission_evaluateur").order_by("pk")
    assert [c.destinataire for c in courriels] == [e.utilisateur.email for e in (evaluateur, autre_evaluateur)]
    assert [c.fichier.nom for c in courriels] == ["rendez-vous.ics"] * 2


def test_un_membre_retire_ne_siege_plus(evaluateur, autre_evaluateur):
    commission = creer_commission(evaluateur, autre_evaluateur)
    modifier(commission, evaluateur)
    assert [membre.evaluateur for membre in commission.membres.all()] == [evaluateur]
    assert f"{autre_evaluateur} ne siège plus." in phrases(commission)


def test_qui_a_deja_evalue_reste(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    remplir(passage)
    with pytest.raises(ErreurMetier, match="il en reste membre"):
        modifier(passage.commission, autre_evaluateur)


def test_qui_preside_siege_et_represente_le_centre(evaluateur, autre_evaluateur):
    vae = {"date": SEANCE, "lieu": "Lanester", "nature": "validation", "par": None, "a": AVANT}
    with pytest.raises(ErreurMetier, match="préside sans siéger"):
        planifier_commission(evaluateurs=[evaluateur], preside=autre_evaluateur, **vae)
    with pytest.raises(RegleNonRespectee, match="ne représente pas le centre"):
        planifier_commission(evaluateurs=[evaluateur], preside=evaluateur, **vae)
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    modifier(commission, evaluateur, autre_evaluateur)
    assert [membre.preside for membre in commission.membres.all()] == [False, False]


def test_qui_n_est_plus_propose_ne_s_ajoute_pas(evaluateur):
    evaluateur.actif = False
    evaluateur.save()
    with pytest.raises(ErreurMetier, match="n’est plus dans la liste"):
        creer_commission(evaluateur)
