"""Asked to sit, by a link that reading does not consume; the answer, the reminder, what a moved sitting does to it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Courriel
from evaluations.choix import EtatCommission, ReponseInvitation
from evaluations.models import InvitationCommission, MembreCommission
from evaluations.queries.vivier import conflits_du_jour, propositions
from evaluations.services.commission import annuler_commission
from evaluations.services.invitation import (
    inviter_a_la_commission,
    rappeler_membres,
    renouveler_invitations,
    repondre_invitation,
    retirer_invitation,
)
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.commission import modifier, phrases
from tests.evaluations.factories import AVANT, SEANCE, EvaluateurFactory, creer_commission, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission(jour):
    return creer_commission(date=jour + timedelta(days=30))


def inviter(commission, agent, *evaluateurs, a=None):
    return inviter_a_la_commission(
        commission=commission, evaluateurs=evaluateurs, par=agent, a=a or horloge.maintenant()
    )


def lien(evaluateur) -> str:
    siens = Courriel.objects.filter(acte="commission_invitation", destinataire=evaluateur.utilisateur.email)
    courriel = siens.order_by("-pk").first()
    return re.search(r"/sieger/[\w-]+/", courriel.texte)[0]


def test_lire_le_lien_ne_consomme_rien_et_accepter_fait_sieger(commission, agent, evaluateur):
    inviter(commission, agent, evaluateur)
    adresse, client = lien(evaluateur), Client()
    for _ in range(2):
        assert "Pouvez-vous siéger" in client.get(adresse).content.decode()
    assert commission.membres.count() == 0
    page = client.post(adresse, {"accepte": "oui"}).content.decode()
    assert "Merci de votre réponse" in page
    assert [membre.evaluateur for membre in commission.membres.all()] == [evaluateur]
    convoque = Courriel.objects.get(acte="commission_evaluateur")
    assert (convoque.destinataire, convoque.fichier.nom) == (evaluateur.utilisateur.email, "rendez-vous.ics")
    relu = client.get(adresse)
    assert (relu.status_code, "Vous siégez" in relu.content.decode()) == (200, True)


def test_decliner_previent_qui_a_invite_et_propose_les_suivants(commission, agent, evaluateur, autre_evaluateur):
    inviter(commission, agent, evaluateur)
    client = Client()
    client.post(lien(evaluateur), {"accepte": "non", "motif": "En congé."})
    dit = Courriel.objects.get(acte="commission_declinee")
    assert dit.destinataire == agent.email
    assert ("En congé." in dit.texte, f"/commissions/{commission.pk}/inviter/" in dit.texte) == (True, True)
    lus = propositions(commission)
    assert [proposition.evaluateur for proposition in lus] == [autre_evaluateur, evaluateur]
    assert [proposition.propose for proposition in lus] == [True, False]
    assert client.get(lien(evaluateur)).status_code == 200


def test_sans_inviteur_ni_adresse_du_centre_personne_n_est_prevenu(commission, agent, evaluateur):
    [invitation] = inviter(commission, agent, evaluateur)
    InvitationCommission.objects.update(invite_par=None)
    repondre_invitation(invitation=invitation, accepte=False, a=horloge.maintenant())
    assert not Courriel.objects.filter(acte="commission_declinee").exists()
    assert f"{evaluateur} décline l’invitation." in phrases(commission)


def test_un_lien_inconnu_perime_ou_retire_n_ouvre_rien(commission, agent, evaluateur, autre_evaluateur):
    assert Client().get("/sieger/inconnu/").status_code == 404
    invitation, autre = inviter(commission, agent, evaluateur, autre_evaluateur)
    retirer_invitation(invitation=invitation, par=agent, a=horloge.maintenant())
    assert Client().get(lien(evaluateur)).status_code == 410
    assert Courriel.objects.get(acte="commission_invitation_retiree").destinataire == evaluateur.utilisateur.email
    with pytest.raises(TransitionInterdite):
        repondre_invitation(invitation=invitation, accepte=True, a=horloge.maintenant())
    apres = datetime(commission.date.year, commission.date.month, commission.date.day, tzinfo=UTC) + timedelta(days=2)
    with pytest.raises(ErreurMetier, match="ne peut plus servir"):
        repondre_invitation(invitation=autre, accepte=True, a=apres)


def test_qui_a_un_lien_n_est_pas_invite_et_la_raison_est_dite(inscription, agent, evaluateur, autre_evaluateur):
    inscription.tuteur_nom = f"{evaluateur.utilisateur.prenom} {evaluateur.utilisateur.nom}"
    inscription.tuteur_courriel = evaluateur.utilisateur.email
    inscription.save()
    commission = creer_commission()
    planifier(inscription, commission=commission)
    with pytest.raises(RegleNonRespectee, match="est le tuteur de"):
        inviter(commission, agent, evaluateur, autre_evaluateur, a=AVANT)
    assert InvitationCommission.objects.count() == 0
    [premier, second] = propositions(commission)
    assert (premier.evaluateur, second.bloque) == (autre_evaluateur, True)
    assert any("est le tuteur de" in raison for raison in second.raisons)


def test_on_n_invite_ni_un_membre_ni_qui_n_est_plus_propose_ni_personne(commission, agent, evaluateur):
    modifier(commission, evaluateur)
    with pytest.raises(ErreurMetier, match="siège déjà"):
        inviter(commission, agent, evaluateur)
    with pytest.raises(ErreurMetier, match="n’est plus dans la liste"):
        inviter(commission, agent, EvaluateurFactory(actif=False))
    with pytest.raises(ErreurMetier, match="un évaluateur au moins"):
        inviter(commission, agent)


def test_une_seance_qui_bouge_demande_de_nouveau_et_qui_tombe_ferme(commission, agent, evaluateur):
    inviter(commission, agent, evaluateur)
    ancien = lien(evaluateur)
    modifier(commission, date=commission.date + timedelta(days=1))
    assert Client().get(ancien).status_code == 410
    assert Client().get(lien(evaluateur)).status_code == 200
    annuler_commission(commission=commission, motif="Grève.", par=agent, a=horloge.maintenant())
    assert Client().get(lien(evaluateur)).status_code == 410
    assert Courriel.objects.filter(acte="commission_annulee", destinataire=evaluateur.utilisateur.email).count() == 1
    with pytest.raises(TransitionInterdite):
        inviter(commission, agent, evaluateur)


def test_personne_n_attend_il_n_y_a_rien_a_renouveler(commission, agent):
    renouveler_invitations(commission, agent, AVANT)
    assert InvitationCommission.objects.count() == 0


def test_le_rappel_part_une_fois(evaluateur, autre_evaluateur):
    commission = creer_commission(evaluateur, autre_evaluateur)
    creer_commission(evaluateur, date=SEANCE + timedelta(days=10))
    veille = SEANCE - timedelta(days=1)
    a = datetime(2026, 11, 5, 6, tzinfo=UTC)
    assert [rappeler_membres(le=le, a=a) for le in (date(2026, 11, 2), veille, veille, SEANCE)] == [0, 2, 0, 0]
    rappels = Courriel.objects.filter(acte="commission_rappel")
    assert {c.destinataire for c in rappels} == {e.utilisateur.email for e in (evaluateur, autre_evaluateur)}
    assert set(MembreCommission.objects.filter(rappele_le=a).values_list("commission", flat=True)) == {commission.pk}


@pytest.mark.parametrize(
    ("seance", "part_le"),
    [
        (date(2026, 11, 6), date(2026, 11, 3)),  # a Friday: three days before, a Tuesday
        (date(2026, 11, 9), date(2026, 11, 6)),  # a Monday
        (date(2026, 11, 10), date(2026, 11, 6)),  # a Tuesday: three days before is a Saturday
        (date(2026, 11, 14), date(2026, 11, 10)),  # a Saturday: the 11th is a holiday
    ],
)
def test_le_rappel_part_un_jour_ouvre_et_une_fois(evaluateur, seance, part_le):
    creer_commission(evaluateur, date=seance)
    a = datetime(2026, 11, 1, 6, tzinfo=UTC)
    jours = [date(2026, 11, 1) + timedelta(days=n) for n in range(16)]
    assert [jour for jour in jours if rappeler_membres(le=jour, a=a)] == [part_le]


def test_qui_siege_ailleurs_ce_jour_la_se_dit_avant_d_inviter(commission, agent, evaluateur, connecte):
    creer_commission(evaluateur, date=commission.date, lieu="Lorient")
    [proposition] = propositions(commission)
    assert (proposition.propose, proposition.bloque) == (False, False)
    assert "siège ce jour-là : Lorient" in proposition.raisons
    inviter(commission, agent, evaluateur)
    assert conflits_du_jour(commission, [evaluateur.pk]) == [f"{evaluateur} siège aussi ce jour-là : Lorient."]
    page = connecte(agent).get(commission.get_absolute_url()).content.decode()
    assert ("siège aussi ce jour-là" in page, "réponse attendue" in page) == (True, True)
    commission.etat = EtatCommission.ANNULEE
    assert conflits_du_jour(commission, [evaluateur.pk]) == []


def test_la_page_invite_ceux_qui_sont_coches(commission, agent, evaluateur, autre_evaluateur, connecte):
    client, adresse = connecte(agent), f"/commissions/{commission.pk}/inviter/"
    assert "Pourquoi à ce rang" in client.get(adresse).content.decode()
    assert client.post(adresse, {}).context["formulaire"].errors.keys() == {"evaluateurs"}
    client.post(adresse, {"evaluateurs": [evaluateur.pk, autre_evaluateur.pk]})
    assert set(InvitationCommission.objects.values_list("evaluateur", "reponse")) == {
        (e.pk, ReponseInvitation.ATTENDUE) for e in (evaluateur, autre_evaluateur)
    }
    [invitation] = InvitationCommission.objects.filter(evaluateur=evaluateur)
    client.post(f"/invitations-commission/{invitation.pk}/retirer/")
    invitation.refresh_from_db()
    assert invitation.reponse == ReponseInvitation.RETIREE


def test_les_propositions_en_peu_de_requetes(referentiel, organisme):
    comptes = []
    commission = creer_commission()
    for nombre in (2, 20):
        for _ in range(nombre):
            EvaluateurFactory().certifications.set([referentiel.certification])
        planifier(InscriptionFactory(referentiel=referentiel, organisme=organisme), commission=commission)
        with CaptureQueriesContext(connection) as requetes:
            assert len(propositions(commission)) >= nombre
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] == 6


def test_l_invitation_et_ce_qui_la_defait_vont_a_l_agenda(commission, agent, evaluateur, autre_evaluateur):
    """One meeting for its whole life: to be confirmed, taken, or taken away; for one who had not answered as well."""

    def joints(acte, qui):
        siens = Courriel.objects.filter(acte=acte, destinataire=qui.utilisateur.email)
        lus = [octets_de(courriel.fichier).decode().replace("\r\n ", "") for courriel in siens]
        assert [f"UID:membre-{commission.pk}-{qui.pk}@" in lu for lu in lus] == [True]
        return ["À confirmer" in lus[0], "STATUS:CANCELLED" in lus[0]]

    _, retiree = inviter(commission, agent, evaluateur, autre_evaluateur)
    assert joints("commission_invitation", evaluateur) == [True, False]
    retirer_invitation(invitation=retiree, par=agent, a=horloge.maintenant())
    assert joints("commission_invitation_retiree", autre_evaluateur) == [True, True]
    troisieme = EvaluateurFactory()
    inviter(commission, agent, troisieme)
    Client().post(lien(evaluateur), {"accepte": "oui"})
    assert joints("commission_evaluateur", evaluateur) == [False, False]
    annuler_commission(commission=commission, motif="Grève.", par=agent, a=horloge.maintenant())
    assert joints("commission_annulee", evaluateur) == [False, True]
    assert joints("commission_annulee", troisieme)[1]
