"""The survey of certified people: when it leaves, what it keeps, what it shows."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from candidats.choix import EtapeEnquete, EtatInscription, SituationInsertion
from candidats.models import EnqueteInsertion
from candidats.queries.insertion import lignes_insertion
from candidats.regles.insertion import Insertion, date_cloture, date_enquete, est_ouverte, rappel_du
from candidats.services.insertion import (
    _ouvrir,
    _rappeler,
    envoyer_enquetes,
    refuser_enquete,
    renvoyer_enquete,
    repondre_enquete,
)
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.portail.tasks import relancer_du_jour
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import creer_membre
from tests.sessions import entrer

JURY = date(2026, 5, 20)
LE = date(2026, 11, 20)  # six months later, to the day
EMPLOI = {
    "situation": "emploi",
    "metier_vise": True,
    "contrat": "cdi",
    "poste": "Régleuse",
    "statut": "",
    "salaire": "",
}
ETUDES = EMPLOI | {"situation": "etudes", "metier_vise": None}
SESSION = 3  # session, user, roles of the day
CADRE = 1


def a(le: date) -> datetime:
    return datetime.combine(le, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)


def admise(**champs):
    return InscriptionFactory(etat=EtatInscription.ADMISE, **{"decidee_le": JURY} | champs)


def lien() -> str:
    return re.search(r"/enquete/[\w-]+/", Courriel.objects.filter(acte="enquete_insertion").latest("pk").texte)[0]


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("etape", "jury", "prevue"),
    [
        (EtapeEnquete.SIX_MOIS, date(2026, 5, 20), date(2026, 11, 20)),
        (EtapeEnquete.SIX_MOIS, date(2026, 8, 31), date(2027, 2, 28)),
        (EtapeEnquete.DEUX_ANS, date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_dates_des_deux_enquetes(etape, jury, prevue):
    """INSERTION-6-MOIS, INSERTION-2-ANS"""
    assert date_enquete(etape, jury) == prevue


@pytest.mark.parametrize(
    ("le", "ouverte"),
    [(date(2026, 11, 29), False), (date(2026, 11, 30), True), (date(2027, 2, 28), True), (date(2027, 3, 1), False)],
)
def test_une_enquete_est_ouverte_de_son_jour_a_sa_cloture(le, ouverte):
    """INSERTION-CLOTURE: both ends count."""
    assert est_ouverte(date(2026, 11, 30), le) == ouverte


def test_cloture_trois_mois_apres():
    """INSERTION-CLOTURE"""
    assert date_cloture(date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("jours", "rappels", "du"), [(14, 0, False), (15, 0, True), (29, 1, False), (30, 1, True), (90, 2, False)]
)
def test_deux_rappels_et_pas_davantage(jours, rappels, du):
    """INSERTION-RAPPEL"""
    assert rappel_du(LE, rappels, LE + timedelta(days=jours)) is du


@pytest.mark.parametrize(
    ("compte", "taux"),
    [
        (Insertion(envoyees=21, reponses=16, neutralisees=1, en_emploi=10, metier_vise=5), (16 / 21, 10 / 15, 5 / 15)),
        (Insertion(envoyees=21, reponses=16, neutralisees=1, en_emploi=11, metier_vise=5), (16 / 21, None, 5 / 15)),
        (Insertion(envoyees=21, reponses=16, neutralisees=1, en_emploi=10, metier_vise=4), (16 / 21, 10 / 15, None)),
        (Insertion(envoyees=21, reponses=16, neutralisees=1, en_emploi=10, metier_vise=6), (16 / 21, 10 / 15, None)),
        (Insertion(envoyees=8, reponses=6, neutralisees=1, en_emploi=5, metier_vise=5), (6 / 8, 1, 1)),
        (Insertion(envoyees=8, reponses=6, neutralisees=1, en_emploi=0, metier_vise=0), (6 / 8, None, None)),
        (Insertion(envoyees=8, reponses=5, neutralisees=1, en_emploi=4, metier_vise=4), (5 / 8, None, None)),
        (Insertion(envoyees=8, reponses=4, neutralisees=0, en_emploi=4, metier_vise=4), (None, None, None)),
        (Insertion(envoyees=4, reponses=4, neutralisees=0, en_emploi=4, metier_vise=4), (None, None, None)),
        (Insertion(envoyees=5, reponses=5, neutralisees=5, en_emploi=0, metier_vise=0), (1, None, None)),
        (Insertion(envoyees=0, reponses=0, neutralisees=0, en_emploi=0, metier_vise=0), (None, None, None)),
    ],
)
def test_taux_sur_les_repondants_moins_les_neutralises(compte, taux):
    """INSERTION-SEUIL"""
    assert (compte.taux_reponse, compte.taux_global, compte.taux_metier_vise) == taux


# ---------------------------------------------------------------- sending


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("le", "envoyees"), [(LE - timedelta(days=1), 0), (LE, 1), (date(2027, 2, 20), 1), (date(2027, 2, 21), 0)]
)
def test_l_enquete_part_entre_six_mois_et_sa_cloture(le, envoyees):
    inscription = admise()
    assert envoyer_enquetes(le=le, a=a(le)) == envoyees
    assert Courriel.objects.filter(acte="enquete_insertion").count() == envoyees
    destinataires = set(Courriel.objects.values_list("destinataire", flat=True))
    assert destinataires == ({inscription.candidat.courriel} if envoyees else set())


@pytest.mark.django_db
def test_ni_les_non_admis_ni_les_dossiers_en_cours_ne_sont_interroges():
    InscriptionFactory(etat=EtatInscription.NON_ADMISE, decidee_le=JURY)
    InscriptionFactory()
    assert envoyer_enquetes(le=LE, a=a(LE)) == 0


@pytest.mark.django_db
def test_relancee_deux_fois_puis_plus_jamais_et_jamais_deux_fois_le_meme_jour():
    admise()
    assert envoyer_enquetes(le=LE, a=a(LE)) == 1
    liens = {lien()}
    for jours, attendu in ((0, 0), (15, 1), (15, 0), (30, 1), (45, 0), (80, 0)):
        jour = LE + timedelta(days=jours)
        assert envoyer_enquetes(le=jour, a=a(jour)) == attendu, jours
        liens.add(lien())
    assert (len(liens), EnqueteInsertion.objects.get().rappels) == (3, 2)


@pytest.mark.django_db
def test_sans_adresse_rien_ne_part_et_on_le_dit(agent):
    admise(candidat__courriel="")
    assert envoyer_enquetes(le=LE, a=a(LE)) == 0
    [ligne] = lignes_insertion(agent)
    assert (ligne.prevues, ligne.insertion.envoyees, ligne.sans_adresse) == (
        1,
        0,
        None,
    )  # of one person, it is not told


@pytest.mark.django_db
def test_la_tache_du_jour_envoie_l_enquete(monkeypatch):
    admise()
    monkeypatch.setattr("certif_portal.commun.horloge.aujourdhui", lambda: LE)
    monkeypatch.setattr("certif_portal.commun.horloge.maintenant", lambda: a(LE))
    assert relancer_du_jour() == 1


# ---------------------------------------------------------------- answering


@pytest.fixture
def enquete(monkeypatch):
    monkeypatch.setattr("certif_portal.commun.horloge.aujourdhui", lambda: LE)
    monkeypatch.setattr("certif_portal.commun.horloge.maintenant", lambda: a(LE))
    admise()
    envoyer_enquetes(le=LE, a=a(LE))
    return EnqueteInsertion.objects.get()


@pytest.mark.django_db
def test_lire_le_lien_ne_consomme_rien_puis_repondre_une_fois(enquete):
    chemin, client = lien(), Client()
    avant = EnqueteInsertion.objects.values().get()
    assert [client.head(chemin).status_code, client.get(chemin).status_code] == [200, 200]
    assert EnqueteInsertion.objects.values().get() == avant
    reponse = client.post(chemin, EMPLOI | {"metier_vise": "oui"}, follow=True)
    assert "Merci de votre réponse" in reponse.content.decode()
    enquete.refresh_from_db()
    assert (enquete.situation, enquete.metier_vise, enquete.contrat, enquete.poste) == (
        "emploi",
        True,
        "cdi",
        "Régleuse",
    )
    client.post(chemin, {"situation": "recherche"})
    enquete.refresh_from_db()
    assert enquete.situation == "emploi"


@pytest.mark.django_db
def test_une_reponse_incomplete_dit_ce_qui_manque(enquete):
    page = Client().post(lien(), {"situation": "emploi"}).content.decode()
    assert "Dites si cet emploi est dans le métier de la certification." in page
    page = Client().post(lien(), {}).content.decode()
    assert "Choisissez la situation la plus proche de la vôtre." in page
    assert EnqueteInsertion.objects.get().repondue_le is None


@pytest.mark.django_db
def test_refuser_arrete_les_rappels(enquete):
    page = Client().post(lien(), {"refuser": "oui"}, follow=True).content.decode()
    assert "C’est noté" in page
    jour = LE + timedelta(days=20)
    assert envoyer_enquetes(le=jour, a=a(jour)) == 0


@pytest.mark.django_db
def test_hors_emploi_rien_de_l_emploi_n_est_garde(enquete):
    repondue = repondre_enquete(enquete=enquete, reponses=EMPLOI | {"situation": SituationInsertion.RECHERCHE}, a=a(LE))
    assert (repondue.metier_vise, repondue.contrat, repondue.poste) == (None, "", "")


@pytest.mark.django_db
def test_une_enquete_fermee_ne_s_ecrit_plus(enquete):
    tard = a(date(2027, 2, 21))
    for acte in (
        lambda: repondre_enquete(enquete=enquete, reponses=EMPLOI, a=tard),
        lambda: refuser_enquete(enquete=enquete, a=tard),
    ):
        with pytest.raises(ErreurMetier, match="fermée"):
            acte()


@pytest.mark.django_db
def test_ce_qu_un_autre_travail_vient_de_faire_n_est_pas_refait(enquete):
    """Two tasks of the same day: what the other opened, or what was answered since it was read, sends nothing."""
    assert _ouvrir(EtapeEnquete.SIX_MOIS, enquete.inscription, LE, a(LE)) is False
    jour = LE + timedelta(days=15)
    refuser_enquete(enquete=enquete, a=a(LE))
    assert _rappeler(enquete.pk, jour, a(jour)) is False
    enquete.refresh_from_db()
    assert (enquete.rappels, Courriel.objects.filter(acte="enquete_insertion").count()) == (0, 1)


@pytest.mark.django_db
def test_un_lien_se_renvoie_sans_compter_de_rappel(enquete, agent):
    ancien = lien()
    renvoyer_enquete(inscription=enquete.inscription, par=agent, a=a(LE))
    enquete.refresh_from_db()
    [ligne] = EntreeJournal.objects.filter(phrase="Lien de l’enquête d’insertion renvoyé.")
    assert (ligne.dossier_type, ligne.dossier_id, ligne.par) == ("candidats.inscription", enquete.inscription_id, agent)
    assert (enquete.rappels, enquete.envoyee_le) == (0, a(LE))
    assert [Client().get(chemin).status_code for chemin in (ancien, lien())] == [404, 200]


@pytest.mark.django_db
@pytest.mark.parametrize("fermer", ["jamais envoyée", "répondue", "close"])
def test_une_enquete_fermee_ne_se_renvoie_pas(enquete, fermer, agent):
    le = date(2027, 2, 21) if fermer == "close" else LE
    if fermer == "jamais envoyée":
        EnqueteInsertion.objects.update(envoyee_le=None)
    elif fermer == "répondue":
        repondre_enquete(enquete=enquete, reponses=EMPLOI, a=a(LE))
    with pytest.raises(ErreurMetier, match=r"^Cette enquête est fermée\.$"):
        renvoyer_enquete(inscription=enquete.inscription, par=agent, a=a(le))
    assert Courriel.objects.filter(acte="enquete_insertion").count() == 1


@pytest.mark.django_db
def test_un_lien_inconnu_ou_remplace_n_ouvre_rien(enquete):
    ancien = lien()
    jour = LE + timedelta(days=15)
    envoyer_enquetes(le=jour, a=a(jour))
    assert [Client().get(chemin).status_code for chemin in (ancien, lien(), "/enquete/rien/")] == [404, 200, 404]


# ---------------------------------------------------------------- rates


def repondre_toutes(reponses):
    envoyer_enquetes(le=LE, a=a(LE))
    for enquete, reponse in zip(EnqueteInsertion.objects.order_by("pk"), reponses, strict=True):
        repondre_enquete(enquete=enquete, reponses=reponse, a=a(LE))


@pytest.mark.django_db
def test_rien_n_est_montre_sous_cinq_personnes_comptees_puis_le_taux(organisme, membre_of, django_assert_num_queries):
    premiere = admise(organisme=organisme)
    for _ in range(4):
        admise(organisme=organisme, referentiel=premiere.referentiel)
    repondre_toutes([EMPLOI, EMPLOI, EMPLOI, EMPLOI | {"metier_vise": False}, ETUDES])
    client = Client()
    entrer(client, membre_of)
    page = client.get("/insertion/").content.decode()
    assert page.count("trop peu de personnes") == 2  # five answers, one of which is not counted
    assert "5 sur 5" in page
    admise(organisme=organisme, referentiel=premiere.referentiel)
    envoyer_enquetes(le=LE, a=a(LE))
    repondre_enquete(enquete=EnqueteInsertion.objects.get(repondue_le__isnull=True), reponses=EMPLOI, a=a(LE))
    with django_assert_num_queries(SESSION + CADRE + 3):
        page = client.get("/insertion/").content.decode()
    assert ("100\u202f%" in page, "80\u202f%" in page) == (True, False)  # one in five would be one person
    feuille = load_workbook(io.BytesIO(client.get("/insertion/export.xlsx").content)).active
    assert [c.value for c in feuille[2]][5:] == [6, 6, 6, 100, 100, None]


@pytest.mark.django_db
def test_un_organisme_ne_compte_que_les_siens(organisme, membre_of):
    admise()
    envoyer_enquetes(le=LE, a=a(LE))
    client = Client()
    entrer(client, membre_of)
    assert "Aucune enquête pour l’instant" in client.get("/insertion/").content.decode()
    entrer(client, creer_membre(EnqueteInsertion.objects.get().inscription.organisme))
    page = client.get("/insertion/").content.decode()
    assert ("0 sur 1" in page, page.count("trop peu de personnes")) == (False, 3)


@pytest.mark.django_db
def test_la_page_montre_la_derniere_annee_interrogee_et_toutes_a_un_organisme(agent, organisme, membre_of):
    """The centre reads a year at once, and takes all of them in a workbook: thousands of rows each."""
    for annee in (2022, 2024):
        admise(decidee_le=JURY.replace(year=annee), organisme=organisme)
        envoyer_enquetes(le=LE.replace(year=annee), a=a(LE.replace(year=annee)))
    demandes = {"": [2024], "?annee=2022": [2022], "?annee=2023": []}
    client = Client()
    for qui, sans_annee in ((agent, [2024]), (membre_of, [2024, 2022])):
        entrer(client, qui)
        for demande, montrees in {**demandes, "?annee=": sans_annee, "?annee=0000": sans_annee}.items():
            reponse = client.get(f"/insertion/{demande}")
            assert [ligne.annee for ligne in reponse.context["page"]] == montrees
            assert reponse.context["annees"] == [2024, 2023, 2022]
            assert ("Excel, toutes les années" in reponse.content.decode()) is (qui == agent and bool(montrees))
        feuille = load_workbook(io.BytesIO(client.get("/insertion/export.xlsx?etape=").content)).active
        assert feuille.max_row == 3


@pytest.mark.django_db
def test_un_emploi_dit_s_il_est_dans_le_metier(enquete):
    with pytest.raises(ErreurMetier, match="dans le métier"):
        repondre_enquete(enquete=enquete, reponses=EMPLOI | {"metier_vise": None}, a=a(LE))
    enquete.refresh_from_db()
    assert enquete.repondue_le is None
