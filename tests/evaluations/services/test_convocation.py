"""The candidate is convened by mail, alone; a sitting that moves or falls says so; a corrected name is convened
again."""

from datetime import date, time, timedelta

import pytest

from candidats.choix import NatureIncident
from candidats.models import Candidat
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from evaluations.models import Passage
from evaluations.services.commission import annuler_commission, modifier_commission, noter_absence, retirer_passage
from evaluations.services.convocation import convoquer_candidats
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import AVANT, SEANCE, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur, heure=time(9, 30))


def convoquer(passage, agent, **choix):
    return convoquer_candidats(commission=passage.commission, par=agent, a=AVANT, **choix)


def convocations():
    return Courriel.objects.filter(acte="candidat_convocation")


def test_le_candidat_seul_est_convoque_une_fois(passage, agent, inscription):
    assert convoquer(passage, agent) == (1, [])
    courriel = convocations().get()
    assert courriel.destinataire == inscription.candidat.courriel
    texte = courriel.texte.replace("\xa0", " ")
    for dit in (str(inscription.candidat), "29 février 1996", "9 h 30", "Lanester", "pièce d’identité"):
        assert dit in texte
    assert journal_de(inscription).filter(acte="convocation_candidat").count() == 1
    passage.refresh_from_db()
    assert passage.convoque_le == AVANT
    with pytest.raises(ErreurMetier, match="déjà convoqué"):
        convoquer(passage, agent)
    tiers = {inscription.organisme.courriel, inscription.tuteur_courriel}
    assert not Courriel.objects.filter(destinataire__in=tiers, acte__startswith="candidat").exists()


def test_sans_adresse_le_candidat_est_nomme_a_l_agent(passage, agent, connecte):
    Candidat.objects.update(courriel="")
    page = connecte(agent).post(f"/commissions/{passage.commission_id}/convoquer/", follow=True).content.decode()
    assert "à convoquer autrement" in page
    assert str(passage.inscription.candidat) in page
    assert convocations().count() == 0


def test_une_seance_deplacee_est_a_convoquer_de_nouveau(passage, agent, evaluateur, autre_evaluateur):
    convoquer(passage, agent)
    commission = passage.commission
    modifier_commission(
        commission=commission,
        date=SEANCE + timedelta(days=1),
        lieu="Lorient",
        heure=None,
        adresse="",
        evaluateurs=[evaluateur, autre_evaluateur],
        preside=None,
        par=agent,
        a=AVANT,
    )
    assert Passage.objects.get().convoque_le is None
    assert convoquer(passage, agent) == (1, [])
    assert "Lorient" in convocations().first().texte


def test_une_seance_annulee_se_dit_a_qui_etait_convoque(passage, agent, organisme, referentiel):
    convoquer(passage, agent)
    tard = InscriptionFactory(candidat=CandidatFactory(), organisme=organisme, referentiel=referentiel)
    planifier(tard, commission=passage.commission)
    annuler_commission(commission=passage.commission, motif="Grève.", par=agent, a=AVANT)
    decommandes = Courriel.objects.filter(acte="candidat_decommande")
    assert [courriel.destinataire for courriel in decommandes] == [passage.inscription.candidat.courriel]
    with pytest.raises(TransitionInterdite):
        convoquer(passage, agent)


@pytest.mark.parametrize("reporte", [True, False])
def test_qui_ne_passe_plus_est_decommande(passage, agent, reporte):
    convoquer(passage, agent)
    acteurs = {"passage": passage, "motif": "Chantier.", "par": agent, "a": AVANT}
    if reporte:
        noter_absence(nature=NatureIncident.REPORT, nouvelle_date=date(2026, 12, 10), **acteurs)
    else:
        retirer_passage(**acteurs)
    courriel = Courriel.objects.get(acte="candidat_decommande")
    assert ("Chantier" in courriel.texte, courriel.destinataire) == (False, passage.inscription.candidat.courriel)


def test_une_absence_ne_decommande_personne(passage, agent, instant):
    convoquer(passage, agent)
    noter_absence(
        passage=passage,
        nature=NatureIncident.ABSENCE,
        motif="Ne s’est pas présenté.",
        nouvelle_date=None,
        par=agent,
        a=instant,
    )
    assert not Courriel.objects.filter(acte="candidat_decommande").exists()


def test_la_page_convoque_et_convoque_de_nouveau(passage, agent, connecte):
    client, page = connecte(agent), passage.commission.get_absolute_url()
    assert "Convoquer (1)" in client.get(page).content.decode()
    client.post(f"{page}convoquer/")
    lue = client.get(page).content.decode()
    assert ("Convoquer (1)" in lue, "Convoquer de nouveau" in lue) == (False, True)
    client.post(f"{page}convoquer/", {"passage": passage.pk})
    assert convocations().count() == 2
    client.post(f"{page}convoquer/", {"passage": "²"})  # not a number: those not convened, of whom there are none
    assert convocations().count() == 2
