"""One page for a sitting: no link with anybody in one act, or candidate by candidate."""

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from evaluations.models import DeclarationIndependance
from evaluations.services.independance import declarer_pour_la_seance
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import LE_JOUR, EvaluateurFactory, planifier

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passages",)


@pytest.fixture
def passages(inscription, evaluateur, autre_evaluateur, organisme, referentiel):
    premier = planifier(inscription, evaluateur, autre_evaluateur)
    autre = InscriptionFactory(candidat=CandidatFactory(), organisme=organisme, referentiel=referentiel)
    return [premier, planifier(autre, commission=premier.commission)]


def page(passages) -> str:
    return reverse("independance_seance", args=[passages[0].commission_id])


def dites(evaluateur):
    return dict(DeclarationIndependance.objects.filter(evaluateur=evaluateur).values_list("inscription", "lien"))


def test_aucun_lien_avec_tous_en_un_geste(passages, evaluateur, connecte):
    client = connecte(evaluateur.utilisateur)
    lue = client.get(page(passages)).content.decode()
    assert all(str(passage.inscription.candidat) in lue for passage in passages)
    client.post(page(passages), {"tous": "1"})
    assert dites(evaluateur) == {passage.inscription_id: False for passage in passages}
    assert client.get(page(passages))["Location"] == reverse("mes_commissions")


def test_candidat_par_candidat_un_lien_se_precise(passages, evaluateur, connecte):
    client = connecte(evaluateur.utilisateur)
    un, deux = passages
    saisie = {f"lien_{un.pk}": "oui", f"lien_{deux.pk}": "non"}
    assert set(client.post(page(passages), saisie).context["formulaire"].errors) == {f"precision_{un.pk}"}
    assert set(client.post(page(passages), {}).context["formulaire"].errors) == {f"lien_{p.pk}" for p in passages}
    client.post(page(passages), saisie | {f"precision_{un.pk}": "Ma nièce."})
    assert dites(evaluateur) == {un.inscription_id: True, deux.inscription_id: False}


def test_ce_que_dit_l_inscription_refuse_aucun_lien(passages, evaluateur, connecte):
    inscription = passages[0].inscription
    inscription.tuteur_nom = f"{evaluateur.utilisateur.prenom} {evaluateur.utilisateur.nom}"
    inscription.save()
    client = connecte(evaluateur.utilisateur)
    assert "est le tuteur de" in client.get(page(passages)).content.decode()
    refusee = client.post(page(passages), {"tous": "1"}).content.decode()
    assert ("INDEPENDANCE-TUTEUR" in refusee, dites(evaluateur)) == (True, {})
    with pytest.raises(RegleNonRespectee, match="est le tuteur de"):
        declarer_pour_la_seance(
            commission=passages[0].commission,
            evaluateur=evaluateur,
            declarations={inscription.pk: (False, "")},
            a=LE_JOUR,
        )


def test_une_declaration_deja_faite_ne_se_refait_pas(passages, evaluateur):
    choix = {passage.inscription_id: (False, "") for passage in passages}
    commission = passages[0].commission
    declarer_pour_la_seance(commission=commission, evaluateur=evaluateur, declarations=choix, a=LE_JOUR)
    with pytest.raises(ErreurMetier, match="déjà fait"):
        declarer_pour_la_seance(commission=commission, evaluateur=evaluateur, declarations=choix, a=LE_JOUR)


def test_qui_ne_siege_pas_n_ouvre_pas_la_page(passages, connecte, personne_evaluatrice):
    assert connecte(personne_evaluatrice.utilisateur).get(page(passages)).status_code == 404


@pytest.fixture
def personne_evaluatrice(db):
    return EvaluateurFactory()
