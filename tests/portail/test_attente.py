"""Work queues: each number is that of its list."""

from datetime import UTC, date, datetime

import pytest

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Livret
from certif_portal.centre.models import ParametresCentre
from certif_portal.portail.queries.attente import Compte, compter, en_ligne, files_de, lignes_de
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from evaluations.models import AvisEntreprise, Passage
from jurys.choix import EtatJury
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import CommissionFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def monde(organisme, autre_organisme, agent):
    """One thing at least in most queues, in two OF."""

    def livret(inscription, etat):
        valide = {"valide_le": A, "valide_par": agent} if etat == EtatLivret.VALIDE else {}
        Livret.objects.create(
            inscription=inscription,
            etat=etat,
            accord="entreprise",
            accord_nom="A",
            accord_le=A.date(),
            depose_le=A,
            premier_depot_le=A.date(),
            depose_par=agent,
            **valide,
        )

    InscriptionFactory(deposee=True, organisme=organisme)
    InscriptionFactory(deposee=True, organisme=autre_organisme, deposee_le=date(2026, 3, 8))
    InscriptionFactory(brouillon=True, organisme=organisme)
    InscriptionFactory(deposee=True, etat=EtatInscription.A_CORRIGER, organisme=organisme)
    livret(InscriptionFactory(organisme=organisme), EtatLivret.DEPOSE)
    livret(InscriptionFactory(organisme=organisme), EtatLivret.A_CORRIGER)
    livret(InscriptionFactory(organisme=autre_organisme), EtatLivret.VALIDE)
    planifiee = InscriptionFactory(organisme=organisme)
    livret(planifiee, EtatLivret.VALIDE)
    Passage.objects.create(commission=CommissionFactory(), inscription=planifiee)
    AvisEntreprise.objects.create(inscription=planifiee, demande_le=A)
    JuryFactory()
    JuryFactory(etat=EtatJury.CLOS, convoque_le=date(2026, 9, 1), clos_le=A)


def test_chaque_compteur_egale_sa_liste(monde, agent, membre_of):
    for personne in (agent, membre_of):
        for compte in compter(personne, ParametresCentre()):
            lignes = [en_ligne(compte.file, objet) for objet in lignes_de(compte.file, personne)]
            assert len(lignes) == compte.nombre, compte.file.code
            assert min((ligne.depuis for ligne in lignes if ligne.depuis), default=None) == compte.plus_ancienne


def test_ce_qui_attend_le_centre(monde, agent):
    nombres = {compte.file.code: compte.nombre for compte in compter(agent, ParametresCentre())}
    assert nombres == {
        "a-verifier": 2,
        "livrets": 1,
        "a-planifier": 1,
        "a-convoquer": 1,
        "a-signer": 0,
        "a-transmettre": 1,
        "accuses-gtp": 0,
        "actions-gtp": 0,
        "derogations": 0,
        "projets": 0,
        "recevabilites": 0,
        "acquis": 0,
        "emargements": 0,
        "avis": 1,
        "avis-papier": 0,
        "grilles-a-saisir": 0,
        "grilles-a-verifier": 0,
        "commissions-proposees": 0,
        "feuilles": 0,
        "pages": 0,
        "demandes": 0,
        "etat-civil": 0,
        "amenagements": 0,
        "suites": 0,
    }


def test_ce_qui_attend_l_organisme_ne_compte_que_le_sien(monde, membre_of, membre_autre_of):
    nombres = {compte.file.code: compte.nombre for compte in compter(membre_of, ParametresCentre())}
    assert nombres == {
        "a-corriger": 1,
        "brouillons": 1,
        "livrets-a-deposer": 1,
        "en-verification": 1,
        "commissions-renvoyees": 0,
        "grilles-a-ressaisir": 0,
        "avis-a-ressaisir": 0,
        "pages-a-attribuer": 0,
        "projets-a-revoir": 0,
    }
    assert [compte.nombre for compte in compter(membre_autre_of, ParametresCentre())] == [0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_la_plus_ancienne_vient_en_tete(monde, agent):
    compte = compter(agent, ParametresCentre())[0]
    assert compte.plus_ancienne == date(2026, 3, 8)
    assert lignes_de(compte.file, agent)[0].depuis == date(2026, 3, 8)


def test_tout_se_compte_en_une_requete(monde, agent, membre_of, django_assert_num_queries):
    for personne in (agent, membre_of):
        with django_assert_num_queries(1):
            compter(personne, ParametresCentre())


def test_les_codes_sont_uniques():
    codes = [file.code for file in (*FILES_DU_CENTRE, *FILES_DE_L_ORGANISME)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "un", "deux"),
    [
        ("acquis", "acquis à reprendre", "acquis à reprendre"),
        ("suites", "parcours à décider", "parcours à décider"),
        ("avis", "avis attendu", "avis attendus"),
        ("demandes", "demande d’inscription", "demandes d’inscription"),
        ("livrets", "dossier technique à valider", "dossiers techniques à valider"),
    ],
)
def test_ce_qui_attend_s_accorde(agent, code, un, deux):
    [file] = [f for f in files_de(agent, ParametresCentre(livret_nom="dossier technique")) if f.code == code]
    assert (Compte(file, 1, None).mot, Compte(file, 2, None).mot) == (un, deux)
