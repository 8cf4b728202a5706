"""An OF suspended or withdrawn: what registrations, sittings and juries make of it, each at its own date, and the
decision on each running file."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from candidats.choix import DecisionSuite, EtatInscription, NatureIncident
from candidats.models import Inscription, SuiteInscription
from candidats.queries.habilitation import couvertures, est_couverte, marquer_habilitees
from candidats.queries.suite import a_decider
from candidats.regles.inscription import INSCRIPTION_UNIQUE
from candidats.regles.suite import HABILITATION_SUITE
from candidats.services.depot import (
    InscriptionIncomplete,
    constats_habilitation,
    deposer_inscription,
    renvoyer_inscription,
)
from candidats.services.incident import annuler_incident
from candidats.services.inscription import creer_inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.models import Courriel
from certif_portal.portail.queries.attente import compter
from certif_portal.portail.services.dossier import decider_suite
from evaluations.choix import EtatCommission
from evaluations.queries.commission import inscriptions_planifiables, passages_de
from habilitations.models import Habilitation
from habilitations.regles import HABILITATION_VALIDE, PERIMETRE
from habilitations.services.acte import fixer_perimetre, lever_suspension, suspendre_habilitation
from habilitations.services.organisme import retirer_habilitation, saisir_habilitation
from jurys.queries.piece import manquantes, pieces_gardees, pieces_pour_jury
from tests.candidats.factories import InscriptionFactory, ProjetFactory, donnees_completes, piece_recue
from tests.evaluations.factories import planifier
from tests.habilitations.dossier import midi
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.jurys.factories import JOUR_JURY, commission_emargee, dossier_pret
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
SEANCE = date(2026, 11, 6)  # that of dossier_pret
SUSPENDU, LEVE = date(2026, 10, 26), date(2026, 11, 16)  # three weeks around it


@pytest.fixture
def acte(organisme) -> Habilitation:
    return organisme.habilitations.get()


def suspendre(acte, par, du=SUSPENDU, leve=None):
    suspension = suspendre_habilitation(habilitation=acte, le=du, motif="Grilles sans émargement.", par=par, a=midi(du))
    if leve:
        lever_suspension(suspension=suspension, le=leve, motif="", par=par, a=midi(leve))
    return suspension


def retirer(acte, par, le=SUSPENDU):
    return retirer_habilitation(habilitation=acte, le=le, motif="Avis absents.", par=par, a=midi(le))


def decider(inscription, acte, par, decision=DecisionSuite.FINIR, repreneur=None, a=None):
    return decider_suite(
        inscription=inscription,
        habilitation=acte,
        decision=decision,
        repreneur=repreneur,
        motif="Candidat à mi-parcours.",
        par=par,
        a=a or midi(SUSPENDU),
    )


def jours_refuses(inscription, le=JOUR_JURY) -> str:
    """What the jury's piece says, the same by its gate and by what is kept of the file."""
    [piece] = [p for p in pieces_pour_jury([inscription], le)[inscription.pk] if p.code == "habilitation"]
    gardee = Inscription.objects.select_related("suivi").get(pk=inscription.pk)
    [autre] = [p for p in pieces_gardees(gardee, le, "livret de suivi") if p.code == "habilitation"]
    assert (piece.etat, piece.explication) == (autre.etat, autre.explication)
    return piece.explication.replace("\u00a0", " ")


# --- each at its own date ----------------------------------------------------------------------


def test_pendant_la_suspension_aucune_inscription_n_est_recue(organisme, referentiel, membre_of, responsable, acte):
    le = date(2026, 11, 20)
    suspension = suspendre(acte, responsable)
    brouillon = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk),
        organisme=organisme,
        piece=piece_recue(),
        par=membre_of,
        a=midi(le),
    )
    with pytest.raises(InscriptionIncomplete, match=HABILITATION_VALIDE.code):
        deposer_inscription(inscription=brouillon, par=membre_of, a=midi(le))
    lever_suspension(suspension=suspension, le=le, motif="", par=responsable, a=midi(le))
    deposee = deposer_inscription(inscription=brouillon, par=membre_of, a=midi(le))
    assert deposee.etat == EtatInscription.DEPOSEE


def test_une_commission_pendant_la_suspension_un_jury_apres(organisme, referentiel, responsable, acte):
    """Only the day of the sitting is refused: the jury is held after."""
    inscription = dossier_pret(referentiel=referentiel, organisme=organisme)
    suspension = suspendre(acte, responsable)
    assert jours_refuses(inscription) == "L’organisme n’est pas habilité le 6 novembre 2026."
    lever_suspension(suspension=suspension, le=LEVE, motif="", par=responsable, a=midi(LEVE))
    assert jours_refuses(inscription) == "L’organisme n’est pas habilité le 6 novembre 2026."
    assert manquantes(pieces_pour_jury([inscription], JOUR_JURY)[inscription.pk]) != []
    decider(inscription, acte, responsable, a=midi(LEVE))
    assert jours_refuses(inscription) == ""


def test_une_seance_ne_se_planifie_pas_pendant_la_suspension_sauf_pour_qui_peut_finir(
    organisme, responsable, acte, evaluateur
):
    suspendre(acte, responsable)
    retenue, autre = (InscriptionFactory(organisme=organisme) for _ in range(2))
    decider(retenue, acte, responsable)
    passage = planifier(retenue, evaluateur, date=SEANCE)
    assert [p.habilite for p in passages_de(passage.commission, responsable_charge(responsable))] == [True]
    with pytest.raises(RegleNonRespectee) as erreur:
        planifier(autre, commission=passage.commission)
    assert erreur.value.regle == HABILITATION_VALIDE
    assert [(i.pk, i.habilite) for i in inscriptions_planifiables(passage.commission)] == [(autre.pk, False)]


def responsable_charge(responsable):
    responsable.charger_roles(SEANCE)
    return responsable


def test_la_lecture_en_nombre_coute_deux_requetes(referentiel, django_assert_num_queries):
    inscriptions = [InscriptionFactory(referentiel=referentiel) for _ in range(3)]
    with django_assert_num_queries(2):  # what was decided, then the acts of every OF concerned
        lues = couvertures([*inscriptions, Inscription()])
    assert [lues[i.pk].couvre(SEANCE) for i in inscriptions] == [True] * 3


# --- scope -------------------------------------------------------------------------------------


def test_une_certification_hors_du_perimetre_se_refuse_au_depot(organisme, referentiel, membre_of, responsable, acte):
    """HABILITATION-PERIMETRE"""
    le = date(2026, 11, 20)
    autre = creer_referentiel().certification
    fixer = {"habilitation": acte, "blocs": [], "moyens": "", "par": responsable, "a": midi(le)}
    fixer_perimetre(du=le, au=None, certifications=[autre], **fixer)
    brouillon = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk),
        organisme=organisme,
        piece=piece_recue(),
        par=membre_of,
        a=midi(le),
    )
    with pytest.raises(InscriptionIncomplete) as erreur:
        deposer_inscription(inscription=brouillon, par=membre_of, a=midi(le))
    [constat] = erreur.value.constats
    assert (constat.regle, autre.intitule in constat.message) == (PERIMETRE, True)
    fixer_perimetre(du=le, au=None, certifications=[referentiel.certification], **fixer)
    assert deposer_inscription(inscription=brouillon, par=membre_of, a=midi(le)).deposee_le == le
    fini = fixer_perimetre(du=le, au=le, certifications=[referentiel.certification], **fixer)
    lendemain = constats_habilitation(brouillon, organisme, le + timedelta(days=1))
    assert ([c.regle for c in lendemain], fini.au) == ([PERIMETRE], le)


# --- the decision on each running file ---------------------------------------------------------


def test_chaque_parcours_en_cours_attend_une_decision(organisme, autre_organisme, responsable, acte):
    """HABILITATION-SUITE"""
    acceptee = InscriptionFactory(organisme=organisme)
    deposee = InscriptionFactory(organisme=organisme, deposee=True)
    InscriptionFactory(organisme=organisme, brouillon=True)
    InscriptionFactory(organisme=organisme, etat=EtatInscription.ADMISE, decidee_le=SUSPENDU)
    InscriptionFactory(organisme=autre_organisme)
    toutes = Inscription.objects.all()
    assert not a_decider(toutes).exists()
    suspension = suspendre(acte, responsable)
    assert {(i.pk, i.interrompue_le) for i in a_decider(toutes)} == {(acceptee.pk, SUSPENDU), (deposee.pk, SUSPENDU)}
    decider(acceptee, acte, responsable)
    assert [i.pk for i in a_decider(toutes)] == [deposee.pk]
    retirer(acte, responsable, LEVE)
    assert {i.pk for i in a_decider(toutes)} == {acceptee.pk, deposee.pk}, "le retrait demande une nouvelle décision"
    decider(acceptee, acte, responsable, a=midi(LEVE))
    assert set(SuiteInscription.objects.values_list("inscription", "suspension")) == {
        (acceptee.pk, suspension.pk),
        (acceptee.pk, None),
    }
    assert [est_couverte(acceptee, le) for le in (SUSPENDU, LEVE, JOUR_JURY)] == [True] * 3
    saisir_habilitation(organisme=organisme, date_effet=date(2027, 1, 1), par=responsable, a=midi(date(2027, 1, 1)))
    assert not a_decider(toutes).exists()


def test_une_decision_se_prend_une_fois_et_seulement_sur_un_parcours_concerne(organisme, responsable, acte):
    inscription, etrangere = InscriptionFactory(organisme=organisme), InscriptionFactory()
    with pytest.raises(RegleNonRespectee):
        decider(inscription, acte, responsable)
    suspension = suspendre(acte, responsable)
    for tentative in (etrangere, InscriptionFactory(organisme=organisme, brouillon=True)):
        with pytest.raises(RegleNonRespectee) as erreur:
            decider(tentative, acte, responsable)
        assert erreur.value.regle == HABILITATION_SUITE
    decider(inscription, acte, responsable)
    with pytest.raises(IntegrityError), transaction.atomic():
        SuiteInscription.objects.create(
            inscription=inscription,
            habilitation=acte,
            suspension=suspension,
            decision=DecisionSuite.FINIR,
            le=SUSPENDU,
            motif="x",
            decidee_le=midi(SUSPENDU),
            decidee_par=responsable,
        )


def test_un_acte_fini_sans_suite_se_decide_aussi(organisme, referentiel, responsable, acte):
    inscription = dossier_pret(referentiel=referentiel, organisme=organisme)
    organisme.habilitations.update(date_fin=date(2026, 11, 5))
    assert jours_refuses(inscription) == "L’organisme n’est pas habilité le 6 novembre 2026."
    with pytest.raises(RegleNonRespectee):
        decider(inscription, acte, responsable, a=midi(date(2026, 11, 5)))
    decider(inscription, acte, responsable, a=midi(date(2026, 11, 6)))
    assert jours_refuses(inscription) == ""


def test_la_reprise_confie_le_dossier_a_un_organisme_habilite(
    organisme, autre_organisme, responsable, acte, membre_of, membre_autre_of, connecte, referentiel
):
    commission = commission_emargee()
    inscription = dossier_pret(referentiel=referentiel, organisme=organisme, commission=commission)
    projet = ProjetFactory(organisme=organisme, referentiel=referentiel)
    Inscription.objects.filter(pk=inscription.pk).update(projet=projet)
    retrait = date(2026, 11, 10)
    retirer(acte, responsable, retrait)
    options = {"decision": DecisionSuite.REPRISE, "a": midi(date(2026, 11, 12))}
    with pytest.raises(ErreurMetier):
        decider(inscription, acte, responsable, **options)
    with pytest.raises(ErreurMetier):
        decider(inscription, acte, responsable, repreneur=organisme, **options)
    ferme = creer_organisme_habilite()
    ferme.habilitations.update(date_fin=date(2025, 12, 31))
    with pytest.raises(RegleNonRespectee) as erreur:
        decider(inscription, acte, responsable, repreneur=ferme, **options)
    assert erreur.value.regle == HABILITATION_VALIDE
    double = InscriptionFactory(organisme=autre_organisme, candidat=inscription.candidat, referentiel=referentiel)
    with pytest.raises(RegleNonRespectee) as erreur:
        decider(inscription, acte, responsable, repreneur=autre_organisme, **options)
    assert erreur.value.regle == INSCRIPTION_UNIQUE
    double.delete()

    page = reverse("inscription_detail", args=[inscription.pk])
    assert [connecte(p).get(page).status_code for p in (membre_of, membre_autre_of)] == [200, 404]
    decider(inscription, acte, responsable, repreneur=autre_organisme, **options)
    assert [connecte(p).get(page).status_code for p in (membre_of, membre_autre_of)] == [404, 200]
    inscription.refresh_from_db()
    assert (inscription.organisme, inscription.projet) == (autre_organisme, None)
    assert jours_refuses(inscription) == "", "la séance d’avant compte avec l’ancien organisme, le jury avec le nouveau"
    ecrits = Courriel.objects.filter(acte__in=("habilitation_retiree", "parcours_decide", "parcours_confie"))
    assert set(ecrits.values_list("destinataire", "objet")) == {
        (membre_of.email, "Retrait de votre habilitation"),
        (membre_of.email, "Une décision sur un parcours en cours"),
        (membre_autre_of.email, "Un parcours à reprendre"),
    }


def test_le_repreneur_lit_ce_qui_s_est_passe_depuis_la_reprise(
    organisme, autre_organisme, responsable, agent, acte, membre_of, membre_autre_of, connecte, referentiel
):
    avant = midi(date(2026, 10, 1))
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, deposee=True)
    renvoyer_inscription(inscription=inscription, motif="Secret d’avant", par=agent, a=avant)
    retirer(acte, responsable)
    decider(inscription, acte, responsable, DecisionSuite.REPRISE, autre_organisme)
    inscription.refresh_from_db()
    for nom, pk in (("inscription_detail", inscription.pk), ("candidat_detail", inscription.candidat_id)):
        phrases = [e.phrase for e in journal_montre(connecte(membre_autre_of).get(reverse(nom, args=[pk])))]
        assert any(f"Reprise par {autre_organisme}" in phrase for phrase in phrases)
        assert not any("Secret d’avant" in phrase for phrase in phrases)
        phrases = [e.phrase for e in journal_montre(connecte(agent).get(reverse(nom, args=[pk])))]
        assert any("Secret d’avant" in phrase for phrase in phrases)


def journal_montre(reponse):
    return reponse.context["journal"] if "journal" in reponse.context else reponse.context["page"].journal


def test_l_arret_clot_l_inscription_et_rend_ses_seances(organisme, responsable, acte, evaluateur):
    inscription = InscriptionFactory(organisme=organisme)
    passage = planifier(inscription, evaluateur, date=SEANCE)
    assert passage.commission.etat == EtatCommission.PLANIFIEE
    retirer(acte, responsable)
    decider(inscription, acte, responsable, DecisionSuite.ARRET)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.abandonnee_le) == (EtatInscription.ABANDONNEE, SUSPENDU)
    incident = inscription.incidents.get()
    assert (incident.nature, inscription.passages.count()) == (NatureIncident.ARRET, 0)
    annuler_incident(incident=incident, motif="Erreur.", par=responsable, a=midi(SUSPENDU))
    assert [i.pk for i in a_decider(Inscription.objects.all())] == [inscription.pk], "elle attend de nouveau"


# --- screens -----------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 4])
def test_la_page_de_l_acte_liste_les_parcours_et_les_decisions(
    connecte, agent, responsable, membre_of, organisme, acte, nombre, referentiel, django_assert_max_num_queries
):
    inscriptions = [InscriptionFactory(organisme=organisme, referentiel=referentiel) for _ in range(nombre + 1)]
    suspendre(acte, responsable)
    fixer_perimetre(
        habilitation=acte,
        du=SUSPENDU,
        au=None,
        certifications=[referentiel.certification],
        blocs=[],
        moyens="Deux tours.",
        par=responsable,
        a=midi(SUSPENDU),
    )
    decider(inscriptions[0], acte, responsable)
    page = reverse("habilitation_detail", args=[acte.pk])
    for personne, decide in ((responsable, True), (agent, False), (membre_of, False)):
        client = connecte(personne)
        client.get(page)
        with django_assert_max_num_queries(4 + 6):
            reponse = client.get(page)
        lue, texte = reponse.context["page"], reponse.content.decode()
        assert (len(lue.en_attente), len(lue.suites), "Deux tours." in texte) == (nombre, 1, True)
        assert (reverse("suite_decider", args=[acte.pk, inscriptions[1].pk]) in texte) == decide


def test_decider_depuis_l_ecran(connecte, responsable, agent, organisme, autre_organisme, acte):
    inscription = InscriptionFactory(organisme=organisme)
    suspendre(acte, responsable)
    client, page = connecte(responsable), reverse("suite_decider", args=[acte.pk, inscription.pk])
    assert connecte(agent).get(page).status_code == 403
    assert autre_organisme.nom in client.get(page).content.decode()
    refus = client.post(page, {"decision": "reprise", "repreneur": "", "motif": "Proche."})
    assert "Choisissez l’organisme qui reprend" in refus.content.decode()
    assert client.post(page, {"decision": "finir", "motif": ""}).status_code == 200
    reponse = client.post(page, {"decision": "finir", "repreneur": autre_organisme.pk, "motif": "À un mois de la fin."})
    assert (reponse.status_code, reponse["Location"]) == (302, acte.get_absolute_url())
    suite = SuiteInscription.objects.get()
    assert (suite.decision, suite.decidee_par, inscription.organisme) == (DecisionSuite.FINIR, responsable, organisme)
    assert "parcours peut finir" in client.get(inscription.get_absolute_url()).content.decode()


def test_le_dossier_et_l_accueil_disent_ce_qui_attend(connecte, responsable, agent, organisme, acte):
    inscription = InscriptionFactory(organisme=organisme)
    suspendre(acte, responsable)
    client = connecte(agent)
    texte = client.get(inscription.get_absolute_url()).content.decode()
    assert ("L’organisme n’est pas habilité aujourd’hui." in texte, acte.get_absolute_url() in texte) == (True, True)
    comptes = {
        compte.file.code: (compte.nombre, compte.plus_ancienne)
        for compte in compter(charge(agent), ParametresCentre(), SEANCE)
    }
    assert comptes["suites"] == (1, SUSPENDU)
    assert str(inscription.candidat) in client.get(reverse("file_attente", args=["suites"])).content.decode()


def charge(personne):
    personne.charger_roles(SEANCE)
    return personne


def test_un_organisme_ne_voit_que_ses_actes(connecte, membre_of, membre_autre_of, acte, responsable):
    suspension = suspendre(acte, responsable)
    adresses = [
        reverse("habilitation_detail", args=[acte.pk]),
        reverse("suspension_lettre", args=[suspension.pk]),
        reverse("organisme_habilite", args=[acte.organisme_id]),
    ]
    assert [connecte(membre_of).get(adresse).status_code for adresse in adresses] == [200] * 3
    assert [connecte(membre_autre_of).get(adresse).status_code for adresse in adresses] == [404] * 3
    assert connecte(creer_membre(acte.organisme)).get(reverse("liste_habilites")).status_code == 403


def test_une_seance_marque_qui_est_habilite_ce_jour_la(django_assert_num_queries, referentiel):
    """The same reading as the service that plans: two queries, those without OF included."""
    couverte = InscriptionFactory(organisme=creer_organisme_habilite(), referentiel=referentiel)
    sans = InscriptionFactory(organisme=None, referentiel=referentiel)
    ailleurs = InscriptionFactory(organisme=creer_organisme_habilite(), referentiel=referentiel)
    ailleurs.organisme.habilitations.update(retiree_le=date(2026, 11, 20), motif_retrait="Refus d’audit.")
    lignes = [couverte, sans, ailleurs]
    with django_assert_num_queries(2):
        marquer_habilitees(lignes, date(2026, 11, 20))
    assert [ligne.habilite for ligne in lignes] == [True, True, False]
    marquer_habilitees(lignes, date(2026, 11, 19))
    assert [ligne.habilite for ligne in lignes] == [True, True, True]
