"""What a delay is counted from, when work went on after the first day; and what waits for an answer."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from candidats.choix import EtatDemande
from candidats.models import DemandeInscription, Projet
from certif_portal.commun.declencheurs import sans_scelles
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Invitation, Utilisateur
from certif_portal.portail.conservation import delai_de
from certif_portal.portail.queries.cible import PAR_CODE
from evaluations.choix import EtatFeuille, StatutOperation
from evaluations.models import FeuilleRecue, InvitationCommission, Numerisation, OperationRecue, PageNumerisee
from habilitations.models import DossierHabilitation, OrganismeFormation
from jurys.choix import College
from jurys.models import DemandeAcces, InformationCPREFP, Jury, PersonneJury, Rectification
from tests.candidats.factories import ProjetFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.factories import PDF_MINIMAL, document, dossier_pret, jury_clos

pytestmark = pytest.mark.django_db
ANCIEN = datetime(2020, 3, 2, 9, tzinfo=UTC)
A_JAMAIS = datetime(2100, 1, 1, tzinfo=UTC)
REPRIS = datetime(2024, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def fichier(agent):
    return enregistrer_fichier(nom="p.pdf", octets=PDF_MINIMAL, type_mime="application/pdf", par=agent, a=ANCIEN)


def part_le_lendemain_du_dernier_jour(code, regle, depart):
    """Kept until its last day, included: what is due the day after is not due that day."""
    dernier = delai_de(regle).apres(jour_de(depart))
    dues = PAR_CODE[code].dues
    assert not dues(dernier).exists()
    [due] = dues(dernier + timedelta(days=1))
    assert due.depart == jour_de(depart)


def demande(referentiel, **champs):
    return DemandeInscription.objects.create(
        demandeur="candidat",
        courriel="x@exemple.fr",
        nom_naissance="Un",
        prenom="Deux",
        voie="vae",
        date_naissance=date(1990, 1, 1),
        referentiel=referentiel,
        recue_le=ANCIEN,
        expire_le=ANCIEN,
        jeton_sha256=uuid.uuid4().hex,
        **champs,
    )


def test_une_demande_se_compte_de_sa_reponse_et_celle_qui_attend_reste(referentiel, agent):
    attend = demande(referentiel, etat=EtatDemande.A_TRAITER, confirmee_le=ANCIEN)
    assert not PAR_CODE["demandes"].dues(date(2090, 1, 1)).exists()
    attend.etat, attend.traitee_le, attend.traitee_par = EtatDemande.REFUSEE, REPRIS, agent
    attend.save()
    part_le_lendemain_du_dernier_jour("demandes", "DEPOT", REPRIS)


def test_une_demande_jamais_confirmee_se_compte_de_sa_reception(referentiel):
    demande(referentiel)
    part_le_lendemain_du_dernier_jour("demandes", "DEPOT", ANCIEN)


def test_une_operation_mise_de_cote_attend_sa_suite(agent):
    operation = OperationRecue.objects.create(
        cle=uuid.uuid4(),
        sha256="1" * 64,
        auteur=agent,
        corps="{}",
        reponse={},
        statut=StatutOperation.QUARANTAINE,
        recue_le=ANCIEN,
    )
    assert not PAR_CODE["operations"].dues(date(2090, 1, 1)).exists()
    operation.suite, operation.suite_le, operation.suite_par = "ecartee", REPRIS, agent
    operation.save()
    part_le_lendemain_du_dernier_jour("operations", "DEPOT", REPRIS)


def test_un_scan_dont_une_feuille_attend_reste(agent, fichier):
    depot = Numerisation.objects.create(fichier=fichier, pages_total=1, deposee_le=ANCIEN, deposee_par=agent)
    feuille = FeuilleRecue.objects.create(
        sorte="E", commission=CommissionFactory(date=ANCIEN.date()), pages_total=1, recue_le=ANCIEN
    )
    PageNumerisee.objects.create(numerisation=depot, rang=0, feuille=feuille)
    assert not PAR_CODE["numerisations"].dues(date(2090, 1, 1)).exists()
    FeuilleRecue.objects.update(etat=EtatFeuille.RENVOYEE, motif="Flou.", examinee_le=REPRIS, examinee_par=agent)
    part_le_lendemain_du_dernier_jour("numerisations", "DEPOT", ANCIEN)


def test_une_archive_d_acces_se_compte_de_son_controle(inscription, agent, responsable, fichier):
    DemandeAcces.objects.create(
        candidat=inscription.candidat,
        demandee_par=agent,
        demandee_le=ANCIEN,
        composee_le=ANCIEN,
        verifiee_le=REPRIS,
        verifiee_par=responsable,
        fichier=fichier,
    )
    part_le_lendemain_du_dernier_jour("acces", "EXPORT", REPRIS)


def test_un_projet_se_compte_de_sa_decision_et_une_lettre_de_son_depart(agent):
    ProjetFactory(depose=True)
    Projet.objects.update(cree_le=ANCIEN, depose_le=ANCIEN)
    part_le_lendemain_du_dernier_jour("projets", "INSCRIPTION", ANCIEN)
    Projet.objects.update(etat="aval", decide_le=REPRIS, decide_par=agent)
    part_le_lendemain_du_dernier_jour("projets", "INSCRIPTION", REPRIS)
    lettre = InformationCPREFP.objects.create(adresse="x", objet="x", corps="x", creee_le=ANCIEN)
    part_le_lendemain_du_dernier_jour("cprefp", "JURY_PAPIERS", ANCIEN)
    InformationCPREFP.objects.filter(pk=lettre.pk).update(etat="partie", partie_le=REPRIS.date(), canal="courrier")
    part_le_lendemain_du_dernier_jour("cprefp", "JURY_PAPIERS", REPRIS)


def test_un_compte_reinvite_n_est_pas_oublie(responsable):
    compte = creer_personne(Role.AGENT)
    Utilisateur.objects.exclude(pk=compte.pk).update(last_login=A_JAMAIS)
    Utilisateur.objects.filter(pk=compte.pk).update(last_login=None, date_joined=ANCIEN)
    part_le_lendemain_du_dernier_jour("comptes", "COMPTE", ANCIEN)
    Invitation.objects.create(
        utilisateur=compte,
        role=Role.AGENT,
        portee="x",
        jeton_sha256="2" * 64,
        envoyee_le=REPRIS,
        envoyee_par=responsable,
        expire_le=REPRIS,
    )
    part_le_lendemain_du_dernier_jour("comptes", "COMPTE", REPRIS)


def test_un_evaluateur_qui_n_a_jamais_siege_finit_aussi():
    evaluateur = EvaluateurFactory()
    Utilisateur.objects.update(date_joined=ANCIEN)
    part_le_lendemain_du_dernier_jour("evaluateurs", "CONTACT_ACTEUR", ANCIEN)
    InvitationCommission.objects.create(
        commission=CommissionFactory(),
        evaluateur=evaluateur,
        destinataire="x@exemple.fr",
        jeton_sha256="3" * 64,
        cree_le=REPRIS,
        expire_le=REPRIS,
    )
    part_le_lendemain_du_dernier_jour("evaluateurs", "CONTACT_ACTEUR", REPRIS)


def test_qui_n_a_jamais_siege_sort_du_repertoire_apres_son_retrait():
    personne = PersonneJury.objects.create(nom="Un", prenom="Deux", college=College.PATRONAL, cle="un deux")
    assert not PAR_CODE["jures"].dues(date(2090, 1, 1)).exists()
    personne.retiree_le = REPRIS.date()
    personne.save()
    part_le_lendemain_du_dernier_jour("jures", "CONTACT_ACTEUR", REPRIS)


def test_un_organisme_jamais_habilite_finit_apres_son_dernier_dossier(agent):
    organisme = creer_organisme_habilite()
    organisme.habilitations.all().delete()
    assert OrganismeFormation.objects.count() == 1
    assert not PAR_CODE["organismes"].dues(date(2090, 1, 1)).exists()
    DossierHabilitation.objects.create(
        organisme=organisme,
        nature="initiale",
        etat="refuse",
        document=document(),
        depose_le=ANCIEN,
        cree_le=ANCIEN,
        cree_par=agent,
        modifie_le=REPRIS,
    )
    part_le_lendemain_du_dernier_jour("organismes", "HABILITATION", REPRIS)


def test_les_papiers_d_un_jury_rectifie_se_comptent_de_sa_rectification(agent, referentiel):
    """JURY-CONSERVATION."""
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    with sans_scelles(connection):
        Jury.objects.update(transmis_gtp_le=ANCIEN.date())
    part_le_lendemain_du_dernier_jour("jury", "JURY_PAPIERS", ANCIEN)
    Rectification.objects.create(
        jury=Jury.objects.get(), rang=1, motif="x", ouverte_le=ANCIEN, ouverte_par=agent, etat="annulee",
        close_le=REPRIS, close_par=agent, annulation_motif="x",
    )  # fmt: skip
    part_le_lendemain_du_dernier_jour("jury", "JURY_PAPIERS", REPRIS)
