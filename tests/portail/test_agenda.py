"""The calendar: what each role sees of a month, who is expected twice, what a telephone reads."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from certif_portal.comptes.choix import Role
from certif_portal.portail.queries.agenda import ATTENDU_AILLEURS, evenements, jeton_agenda
from certif_portal.portail.services.abonnement import abonner_agenda
from evaluations.choix import EtatCommission
from habilitations.models import ReunionInformation
from jurys.services import suivi
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory, planifier, valider_livret
from tests.jurys.factories import JuryFactory, MembreJuryFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("agenda")
REQUETES = 21
EN_FORMATION = {
    "entree_formation": date(2026, 11, 2),
    "fin_formation": date(2027, 6, 30),
    "date_evaluation_prevue": date(2027, 5, 20),
}
LE_6 = date(2026, 11, 6)


def lu(reponse) -> str:
    return re.sub(r"\s+", " ", reponse.content.decode())


@pytest.fixture
def reunion(agent, instant) -> ReunionInformation:
    return ReunionInformation.objects.create(
        date=LE_6, lieu="Nantes", sujet="Rentrée des organismes", saisie_le=instant, saisie_par=agent
    )


@pytest.fixture
def seance(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur).commission


def test_chaque_role_voit_ses_rendez_vous(seance, reunion, evaluateur, membre_of, agent, jour):
    jury = JuryFactory(date=LE_6, heure=time(9))
    jure = creer_personne(Role.JURE)
    MembreJuryFactory(jury=jury, utilisateur=jure)
    CommissionFactory(date=LE_6, etat=EtatCommission.ANNULEE, motif_annulation="Atelier fermé")
    JuryFactory(date=LE_6 - timedelta(days=1))
    vus = {}
    etranger = EvaluateurFactory().utilisateur
    for personne in (agent, membre_of, evaluateur.utilisateur, jure, etranger):
        personne.charger_roles(jour)
        vus[personne] = sorted(un.cle for un in evenements(personne, LE_6, LE_6))
    commission, le_jury = f"commission-{seance.pk}", f"jury-{jury.pk}"
    assert vus == {
        agent: sorted([commission, le_jury, f"reunion-{reunion.pk}"]),
        membre_of: [commission],
        evaluateur.utilisateur: [f"membre-{seance.pk}-{evaluateur.pk}"],
        jure: [le_jury],
        etranger: [],
    }


def test_un_organisme_ne_compte_que_ses_candidats(seance, referentiel, membre_of, agent, evaluateur, jour):
    """The sitting of its candidate is also that of somebody else's."""
    valider_livret(autre := InscriptionFactory(referentiel=referentiel))
    seance.passages.create(inscription=autre)
    titres = []
    for personne in (membre_of, agent, evaluateur.utilisateur):
        personne.charger_roles(jour)
        titres.append(evenements(personne, LE_6, LE_6)[0].titre)
    assert titres == [
        "Commission d’évaluation, 1 candidat", "Commission d’évaluation, 2 candidats",
        "Commission d’évaluation, 2 candidats",
    ]  # fmt: skip


def test_qui_est_attendu_deux_fois_le_meme_jour_est_dit(seance, inscription, evaluateur, agent, jour):
    agent.charger_roles(jour)
    assert [un.conflits for un in evenements(agent, LE_6, LE_6)] == [()]
    ailleurs = CommissionFactory(date=LE_6)
    ailleurs.membres.create(evaluateur=evaluateur)
    jury = JuryFactory(date=LE_6)
    MembreJuryFactory(jury=jury, utilisateur=evaluateur.utilisateur, prenom="Camille", nom="MARTIN")
    dits = {un.cle: un.conflits for un in evenements(agent, LE_6, LE_6)}
    assert {cle: len(conflits) for cle, conflits in dits.items()} == {
        f"commission-{seance.pk}": 1, f"commission-{ailleurs.pk}": 1, f"jury-{jury.pk}": 1,
    }  # fmt: skip
    assert dits[f"jury-{jury.pk}"] == ("Ailleurs aussi ce jour-là : Camille MARTIN",)


def test_le_mois_se_lit_en_cases_et_en_liste(seance, agent, connecte, horloge_au):
    horloge_au(date(2026, 11, 20))
    client = connecte(agent)
    page = lu(client.get(PAGE))
    assert "Novembre 2026" in page
    assert page.count("<tr>") == 7  # the names of the days, then six weeks
    assert seance.get_absolute_url() in page
    assert seance.get_absolute_url() in lu(client.get(PAGE, {"mois": "2026-11", "vue": "liste"}))
    assert "Rien ce mois-ci" in lu(client.get(PAGE, {"mois": "2024-02", "vue": "liste"}))


def test_une_heure_s_y_ecrit_comme_partout(agent, connecte):
    for heure in (time(9), time(14, 30)):
        JuryFactory(date=LE_6, heure=heure)
    page = lu(connecte(agent).get(PAGE, {"mois": "2026-11"}))
    assert [f"<b>{heure}</b>" in page for heure in ("9 h", "14 h 30")] == [True, True]


@pytest.mark.parametrize("mois", ["", "2026-13", "0001-01", "9999-12", "<script>", "2026-11-06"])
def test_un_mois_qui_n_en_est_pas_un_montre_celui_qui_court(mois, agent, connecte, horloge_au):
    horloge_au(date(2026, 11, 20))
    assert "Novembre 2026" in lu(connecte(agent).get(PAGE, {"mois": mois}))


def test_les_echeances_d_un_jour_menent_a_leur_liste(agent, connecte, horloge_au, jour):
    horloge_au(jour)
    for fin in (30, 30, 27):
        InscriptionFactory(**EN_FORMATION | {"fin_formation": date(2027, 6, fin)})
    suivi.refaire_tout()
    page = lu(connecte(agent).get(PAGE, {"mois": "2027-01"}))
    liens = re.findall(r'href="(/echeances/\?jour=[\d-]+)">(\d+) échéances?<', page)
    assert liens == [("/echeances/?jour=2027-01-19", "1"), ("/echeances/?jour=2027-01-20", "2")]
    for adresse, nombre in liens:
        liste = lu(connecte(agent).get(adresse))
        assert liste.count('<td class="insecable">') == int(nombre)


def test_le_nombre_de_requetes_ne_suit_pas_celui_des_rendez_vous(
    agent, connecte, horloge_au, django_assert_num_queries, evaluateur
):
    horloge_au(date(2026, 11, 20))
    client = connecte(agent)
    client.get(PAGE)
    for nombre in (1, 20):
        for rang in range(nombre):
            commission = CommissionFactory(date=LE_6 + timedelta(days=rang % 20))
            commission.membres.create(evaluateur=evaluateur)
            MembreJuryFactory(jury=JuryFactory(date=commission.date))
        with django_assert_num_queries(REQUETES):
            client.get(PAGE)


def test_l_agenda_du_telephone_ne_nomme_personne(seance, inscription, evaluateur, connecte, client, horloge_au):
    horloge_au(date(2026, 11, 2))
    moi = connecte(evaluateur.utilisateur)
    assert "Obtenir mon adresse" in lu(moi.get(PAGE))
    page = lu(moi.post(reverse("agenda_abonner"), follow=True))
    flux = reverse("agenda_flux", args=[jeton_agenda(evaluateur.utilisateur)])
    assert flux in page
    assert "L’adresse de votre agenda est prête." in page
    change = lu(moi.post(reverse("agenda_abonner"), follow=True))
    assert "L’adresse de votre agenda est prête ; la précédente ne sert plus." in change
    assert client.get(flux).status_code == 404
    flux = reverse("agenda_flux", args=[jeton_agenda(evaluateur.utilisateur)])
    lus = client.get(flux)
    assert (lus.status_code, lus["Content-Type"], lus["Referrer-Policy"]) == (200, "text/calendar", "strict-origin")
    texte = lus.content.decode().replace("\r\n ", "")
    assert f"UID:membre-{seance.pk}-{evaluateur.pk}@" in texte
    candidat = inscription.candidat
    assert [nom for nom in (candidat.nom_naissance, candidat.prenom) if nom in texte] == []
    moi.post(reverse("agenda_desabonner"))
    assert client.get(flux).status_code == 404


def test_l_agenda_d_un_organisme_compte_ses_echeances(membre_of, organisme, client, instant, horloge_au, jour):
    horloge_au(jour)
    InscriptionFactory(organisme=organisme, **EN_FORMATION)
    InscriptionFactory(**EN_FORMATION)
    suivi.refaire_tout()
    abonner_agenda(personne=membre_of, a=instant)
    texte = client.get(reverse("agenda_flux", args=[jeton_agenda(membre_of)])).content.decode()
    titres = re.findall(r"SUMMARY:(.*)\r", texte)
    assert titres
    assert set(titres) == {"1 échéance"}


def test_chacun_lit_les_siens(seance, inscription, evaluateur, membre_of, membre_autre_of, jour):
    """An evaluator that they are expected twice, an OF that its candidate is; nobody what is somebody else's."""
    ailleurs = CommissionFactory(date=LE_6)
    ailleurs.membres.create(evaluateur=evaluateur)
    ailleurs.passages.create(inscription=inscription)
    for personne in (evaluateur.utilisateur, membre_of, membre_autre_of):
        personne.charger_roles(jour)
    dits = [{un.conflits for un in evenements(p, LE_6, LE_6)} for p in (evaluateur.utilisateur, membre_of)]
    candidat = f"{inscription.candidat.prenom} {inscription.candidat.nom_naissance}"
    assert dits == [{(ATTENDU_AILLEURS,)}, {(f"Ailleurs aussi ce jour-là : {candidat}",)}]
    assert evenements(membre_autre_of, LE_6, LE_6) == []
    jury = JuryFactory(date=LE_6 + timedelta(days=1))
    MembreJuryFactory(jury=jury, utilisateur=evaluateur.utilisateur)
    lendemain = jury.date
    assert [un.conflits for un in evenements(evaluateur.utilisateur, lendemain, lendemain)] in ([], [()])
