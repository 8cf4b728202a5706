"""From the draft to the accepted registration: state, journal, mails."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from candidats.choix import TRANSITIONS_DEROGATION, TRANSITIONS_INSCRIPTION, EtatDerogation, EtatInscription, Voie
from candidats.models import Candidat, Derogation, Inscription
from candidats.services.depot import (
    InscriptionIncomplete,
    accepter_inscription,
    constats_du_depot,
    decider_derogation,
    demander_derogation,
    deposer_inscription,
    renvoyer_inscription,
)
from candidats.services.incident import reporter_evaluation
from candidats.services.inscription import creer_inscription
from candidats.services.livret import deposer_livret, renvoyer_livret
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel
from tests.candidats.depot import actes, modifier
from tests.candidats.factories import InscriptionFactory, donnees_completes, donnees_livret, piece_recue
from tests.habilitations.factories import OrganismeFactory
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def test_le_depot_date_l_inscription(deposee, membre_of):
    deposee.refresh_from_db()
    assert (deposee.etat, deposee.deposee_le) == (EtatInscription.DEPOSEE, date(2026, 11, 20))
    assert sorted(actes(deposee)) == ["creation", "depot", "piece-identite"]


def test_un_depot_incomplet_dit_tout_ce_qui_manque(brouillon, membre_of, instant):
    modifier(brouillon, membre_of, instant, sexe="", financements=())
    with pytest.raises(InscriptionIncomplete) as refus:
        deposer_inscription(inscription=brouillon, par=membre_of, a=instant)
    assert [constat.champ for constat in refus.value.constats] == ["sexe", "financements"]
    brouillon.refresh_from_db()
    assert (brouillon.etat, brouillon.deposee_le) == (EtatInscription.BROUILLON, None)


def test_un_organisme_non_habilite_ne_depose_pas(referentiel, membre_of, instant):
    """HABILITATION-VALIDE, the day of the deposit."""
    inscription = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk),
        organisme=OrganismeFactory(),
        piece=piece_recue(),
        par=membre_of,
        a=instant,
    )
    with pytest.raises(InscriptionIncomplete, match="HABILITATION-VALIDE"):
        deposer_inscription(inscription=inscription, par=membre_of, a=instant)


def test_une_certification_supprimee_n_engage_plus(brouillon, referentiel, membre_of, instant):
    """CERTIFICATION-SUPPRESSION"""
    certification = referentiel.certification
    certification.supprimee_le = date(2026, 11, 16)
    certification.save()
    with pytest.raises(InscriptionIncomplete, match="CERTIFICATION-SUPPRESSION"):
        deposer_inscription(inscription=brouillon, par=membre_of, a=instant)


def test_une_version_remplacee_se_signale(brouillon, referentiel, membre_of, instant):
    """REFERENTIEL-APPLICATION"""
    referentiel.etat = "remplace"
    referentiel.save()
    creer_referentiel(certification=referentiel.certification, date_gtp=date(2026, 11, 1), rncp=False)
    with pytest.raises(InscriptionIncomplete, match="REFERENTIEL-APPLICATION"):
        deposer_inscription(inscription=brouillon, par=membre_of, a=instant)


def test_le_centre_inscrit_sans_organisme_ni_copie(referentiel, agent, instant):
    inscription = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk, vae=True), par=agent, a=instant
    )
    deposer_inscription(inscription=inscription, par=agent, a=instant)
    inscription.refresh_from_db()
    assert (inscription.organisme, inscription.etat) == (None, EtatInscription.DEPOSEE)
    assert inscription.recevabilite.recue_le == date(2026, 11, 18)


def test_le_quinzieme_jour_est_encore_bon(brouillon, membre_of, instant):
    """INSCRIPTION-DELAI"""
    modifier(brouillon, membre_of, instant, entree_formation=date(2026, 11, 5))
    deposee = deposer_inscription(inscription=brouillon, par=membre_of, a=instant)
    assert deposee.etat == EtatInscription.DEPOSEE


def test_le_delai_est_le_reglage_du_centre(tardif, membre_of, instant):
    centre = parametres()
    centre.inscription_jours = 16
    centre.save()
    assert deposer_inscription(inscription=tardif, par=membre_of, a=instant).etat == EtatInscription.DEPOSEE


def test_apres_la_formation_personne_ne_deroge(tardif, membre_of, agent, instant):
    """INSCRIPTION-PREALABLE"""
    apres = datetime(2027, 7, 1, 9, tzinfo=UTC)
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-PREALABLE"):
        demander_derogation(inscription=tardif, motif="Oubli.", par=membre_of, a=apres)
    derogation = demander_derogation(inscription=tardif, motif="Oubli.", par=membre_of, a=instant)
    deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-PREALABLE"):
        decider_derogation(derogation=derogation, accordee=True, motif="Soit.", par=agent, a=apres)
    derogation.refresh_from_db()
    assert derogation.etat == EtatDerogation.DEMANDEE


def test_renvoyer_puis_redeposer_garde_la_premiere_date(deposee, membre_of, agent, instant):
    renvoyer_inscription(inscription=deposee, motif="La commune est illisible.", par=agent, a=instant)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.objet) == (deposee.organisme.courriel, "Une inscription est à corriger")
    assert "La commune est illisible." in courriel.texte
    assert "O’BRIEN-NGUYỄN Łucja" in courriel.texte
    plus_tard = datetime(2026, 12, 20, 9, tzinfo=UTC)
    modifier(deposee, membre_of, plus_tard, commune_naissance="Nantes")
    redeposee = deposer_inscription(inscription=deposee, par=membre_of, a=plus_tard)
    assert (redeposee.etat, redeposee.deposee_le, redeposee.motif_retour) == (
        EtatInscription.DEPOSEE,
        date(2026, 11, 20),
        "",
    )
    assert redeposee.candidat.commune_naissance == "Nantes"


def test_un_renvoi_porte_son_motif(deposee, agent, instant):
    with pytest.raises(ErreurMetier, match="motif"):
        renvoyer_inscription(inscription=deposee, motif="  ", par=agent, a=instant)


@pytest.mark.parametrize("de", EtatInscription)
@pytest.mark.parametrize("vers", EtatInscription)
def test_le_graphe_des_inscriptions(de, vers):
    if vers in TRANSITIONS_INSCRIPTION[de]:
        verifier_transition(TRANSITIONS_INSCRIPTION, de, vers)
    else:
        with pytest.raises(TransitionInterdite):
            verifier_transition(TRANSITIONS_INSCRIPTION, de, vers)


def test_une_derogation_decidee_est_definitive():
    assert TRANSITIONS_DEROGATION[EtatDerogation.ACCORDEE] == TRANSITIONS_DEROGATION[EtatDerogation.REFUSEE] == set()


def test_la_date_d_evaluation_garde_le_jour_ou_le_centre_l_a_connue(brouillon, membre_of, agent, instant):
    """EVALUATION-ANNONCE: told again, a date keeps its first day; another one starts anew, a draft tells nothing."""
    prevue, autre = date(2027, 6, 10), date(2027, 6, 20)
    jours = [instant + timedelta(days=n) for n in range(4)]
    modifier(brouillon, membre_of, jours[0], date_evaluation_prevue=prevue)
    assert Inscription.objects.get().evaluation_annoncee_le is None
    deposee = deposer_inscription(inscription=brouillon, par=membre_of, a=jours[0])
    assert deposee.evaluation_annoncee_le == jours[0].date()

    renvoyer_inscription(inscription=deposee, motif="Pièce illisible", par=agent, a=jours[1])
    modifier(deposee, membre_of, jours[1], date_evaluation_prevue=prevue)
    deposee = deposer_inscription(inscription=deposee, par=membre_of, a=jours[1])
    assert deposee.evaluation_annoncee_le == jours[0].date()

    renvoyer_inscription(inscription=deposee, motif="Date à revoir", par=agent, a=jours[2])
    modifier(deposee, membre_of, jours[2], date_evaluation_prevue=autre)
    deposee = deposer_inscription(inscription=deposee, par=membre_of, a=jours[2])
    assert deposee.evaluation_annoncee_le == jours[2].date()


def test_le_livret_et_un_report_annoncent_une_autre_date(inscription, membre_of, agent, instant):
    """EVALUATION-ANNONCE"""
    meme, autre, reportee = inscription.date_evaluation_prevue, date(2027, 5, 20), date(2027, 8, 1)
    Inscription.objects.update(evaluation_annoncee_le=date(2026, 3, 10), date_evaluation_prevue=autre)
    donnees = donnees_livret(inscription, date_evaluation_prevue=autre)
    deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)
    assert Inscription.objects.get().evaluation_annoncee_le == date(2026, 3, 10)
    Inscription.objects.update(date_evaluation_prevue=meme)
    renvoyer_livret(livret=inscription.livret, motif="À revoir", par=agent, a=instant)
    deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)
    assert Inscription.objects.get().evaluation_annoncee_le == instant.date()
    demain = instant + timedelta(days=1)
    reporter_evaluation(inscription=inscription, nouvelle_date=reportee, motif="Arrêt de travail", par=agent, a=demain)
    assert Inscription.objects.get().evaluation_annoncee_le == demain.date()


def test_un_delai_raccourci_apres_le_depot_demande_une_derogation(deposee, agent, instant):
    """INSCRIPTION-DELAI: the centre's setting came between the deposit and the acceptance."""
    Candidat.objects.update(identite_verifiee_le=instant, identite_verifiee_par=agent, identite_document="carte")
    centre = parametres()
    centre.inscription_jours = 3
    centre.save()
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-DELAI") as refus:
        accepter_inscription(inscription=deposee, par=agent, a=instant)
    assert (
        str(refus.value)
        .replace("\u00a0", " ")
        .startswith(
            "Entrée en formation le 16 novembre 2026 : l’inscription était attendue au plus tard le 19 novembre 2026. "
            "Aucune dérogation n’est demandée."
        )
    )
    deposee.refresh_from_db()
    assert (deposee.etat, deposee.acceptee_le) == (EtatInscription.DEPOSEE, None)


def test_sans_formation_rien_n_est_dit_tardif(connecte, organisme, membre_of, instant):
    """A VAE has no entry in training: the page of the dérogation says no lateness, the act refuses it."""
    vae = InscriptionFactory(organisme=organisme, vae=True, brouillon=True)
    client, adresse = connecte(membre_of), reverse("derogation_demander", args=[vae.pk])
    assert "Inscription tardive." not in client.get(adresse).content.decode()
    refus = client.post(adresse, {"motif": "Oubli."}).content.decode()
    assert "Cette inscription est dans les délais" in refus.replace("\u00a0", " ")
    assert not Derogation.objects.exists()


def test_avec_formation_le_reglage_du_centre_ne_regarde_personne(tardif, instant):
    """INSCRIPTION-SANS-FORMATION"""
    codes = [constat.regle.code for constat in constats_du_depot(tardif, instant.date()) if constat.regle]
    assert "INSCRIPTION-SANS-FORMATION" not in codes


@pytest.mark.parametrize(
    ("admise", "par_un_organisme", "recue"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_sans_formation_ne_se_depose_qu_au_centre_qui_l_admet(
    admise, par_un_organisme, recue, organisme, referentiel, agent, instant
):
    """INSCRIPTION-SANS-FORMATION; once deposited, a correction does not answer for the setting of the day."""
    centre = parametres()
    centre.sans_formation = admise
    centre.save()
    donnees = donnees_completes(
        referentiel_id=referentiel.pk,
        voie=Voie.SANS_FORMATION,
        entree_formation=None,
        fin_formation=None,
        formateurs=(),
    )
    de = organisme if par_un_organisme else None
    inscription = creer_inscription(organisme=de, donnees=donnees, piece=piece_recue(), par=agent, a=instant)
    constats = constats_du_depot(inscription, instant.date())
    assert [c.regle.code for c in constats if c.regle] == ([] if recue else ["INSCRIPTION-SANS-FORMATION"])
    if recue:
        deposer_inscription(inscription=inscription, par=agent, a=instant)
        centre.sans_formation = False
        centre.save()
        inscription.refresh_from_db()
        assert constats_du_depot(inscription, instant.date()) == []
