"""Incidents, the activity report and its link, the livret sent back, VAE, who holds every bloc."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidats import services
from candidats.choix import EtatInscription, NatureIncident, NatureRetour, Portee
from candidats.donnees import FichierRecu
from candidats.echeances import echeances
from candidats.models import Acquis, Incident, LienRapport, RapportActivites, RecevabiliteVAE
from candidats.queries.detenteurs import detenteurs
from candidats.queries.vae import demandes_semblables
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel, Fichier
from referentiels.choix import NatureModalite
from tests.candidats.factories import InscriptionFactory, donnees_livret, image_png
from tests.habilitations.factories import creer_membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def recu() -> FichierRecu:
    return FichierRecu("rapport.png", image_png(), "image/png")


def abandonner(inscription, agent, instant, **champs):
    return services.abandonner_inscription(
        inscription=inscription, motif="Embauché ailleurs.", par=agent, a=instant, **champs
    )


# ---------------------------------------------------------------- incidents


def test_un_desistement_est_date_et_arrete_les_echeances(inscription, agent, instant, jour):
    assert [e.dossier_id for e in echeances(jour)] == [inscription.pk]
    le = jour - timedelta(days=2)
    close = abandonner(inscription, agent, instant, nature=NatureIncident.DESISTEMENT, le=le)
    incident = Incident.objects.get()
    assert (close.etat, close.abandonnee_le) == (EtatInscription.ABANDONNEE, le)
    assert (incident.nature, incident.le, incident.etat_avant) == ("desistement", le, "acceptee")
    assert echeances(jour) == []


def test_une_sortie_ne_se_date_pas_d_un_jour_a_venir(inscription, agent, instant, jour):
    with pytest.raises(RegleNonRespectee, match="INCIDENT-DATE"):
        abandonner(inscription, agent, instant, le=jour + timedelta(days=1))
    assert Incident.objects.count() == 0


def test_un_abandon_note_par_erreur_s_annule_avec_un_motif(inscription, agent, instant):
    abandonner(inscription, agent, instant)
    incident = Incident.objects.get()
    with pytest.raises(ErreurMetier, match="motif"):
        services.annuler_incident(incident=incident, motif=" ", par=agent, a=instant)
    services.annuler_incident(incident=incident, motif="Homonyme.", par=agent, a=instant)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.abandonnee_le, inscription.motif_abandon) == ("acceptee", None, "")
    with pytest.raises(ErreurMetier, match="déjà annulé"):
        services.annuler_incident(incident=incident, motif="Encore.", par=agent, a=instant)


def test_un_abandon_suivi_d_une_autre_inscription_ne_s_annule_plus(inscription, agent, instant):
    abandonner(inscription, agent, instant)
    InscriptionFactory(
        candidat=inscription.candidat,
        organisme=inscription.organisme,
        referentiel=inscription.referentiel,
        creee_le=instant,
    )
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-UNIQUE"):
        services.annuler_incident(incident=Incident.objects.get(), motif="Erreur.", par=agent, a=instant)


def test_une_inscription_close_ne_s_accepte_pas(inscription, agent, instant):
    """Only the undoing of the incident leads back."""
    abandonner(inscription, agent, instant)
    with pytest.raises(TransitionInterdite):
        services.accepter_inscription(inscription=inscription, par=agent, a=instant)


def test_une_absence_suivie_d_une_seance_ne_s_annule_plus(inscription, agent, instant, jour):
    le = jour + timedelta(days=90)
    incident = services.reporter_evaluation(inscription=inscription, nouvelle_date=le, motif="x", par=agent, a=instant)
    services.noter_commission(inscription=inscription, date_commission=le)
    with pytest.raises(RegleNonRespectee, match="INCIDENT-RETOUR"):
        services.annuler_incident(incident=incident, motif="Erreur.", par=agent, a=instant)


def test_un_report_deplace_la_date_et_previent_l_organisme(inscription, agent, instant, jour):
    le = jour + timedelta(days=90)
    services.reporter_evaluation(inscription=inscription, nouvelle_date=le, motif="Congé.", par=agent, a=instant)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.date_evaluation_prevue) == ("acceptee", le)
    assert Courriel.objects.get().destinataire == inscription.organisme.courriel
    with pytest.raises(RegleNonRespectee, match="INCIDENT-DATE"):
        services.reporter_evaluation(inscription=inscription, nouvelle_date=jour, motif="x", par=agent, a=instant)


def test_un_report_suivi_d_une_autre_seance_ne_s_annule_plus(inscription, agent, instant, jour):
    le = jour + timedelta(days=90)
    services.reporter_evaluation(inscription=inscription, nouvelle_date=le, motif="Congé.", par=agent, a=instant)
    inscription.refresh_from_db()
    inscription.date_commission = le
    inscription.save(update_fields=["date_commission"])
    with pytest.raises(RegleNonRespectee, match="INCIDENT-RETOUR"):
        services.annuler_incident(incident=Incident.objects.get(), motif="Erreur.", par=agent, a=instant)
    assert Incident.objects.get().annule_le is None


# ---------------------------------------------------------------- activity report


@pytest.fixture
def rapport(inscription, agent, instant):
    projet = inscription.referentiel.modalites.get(nature=NatureModalite.PROJET)
    donnees = donnees_livret(inscription, modalites=(projet.pk,))
    lignes = tuple(type(ligne)(ligne.competence_id, ligne.modalites, "x", "Projet long.") for ligne in donnees.lignes)
    donnees = donnees_livret(inscription, lignes=lignes)
    services.deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=agent, a=instant)
    return services.ouvrir_rapport(inscription=inscription, par=agent, a=instant)


def lien_du_courriel() -> str:
    return re.findall(r"/rapport/[^/\s]+/", Courriel.objects.filter(acte="rapport_demande").latest("pk").texte)[-1]


def test_sans_presentation_de_projet_aucun_rapport(inscription, agent, instant):
    services.deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant
    )
    assert services.ouvrir_rapport(inscription=inscription, par=agent, a=instant) is None


def test_le_rapport_manquant_est_une_echeance_avant_la_commission(rapport, inscription, jour):
    inscription.refresh_from_db()
    [echeance] = [e for e in echeances(jour) if e.regle.code == "RAPPORT-DELAI"]
    assert echeance.date_limite == inscription.date_evaluation - timedelta(days=15)
    assert echeance.destinataires == (inscription.organisme.courriel,)


def test_lire_le_lien_ne_consomme_rien_et_deposer_le_ferme(rapport, image):
    lien = lien_du_courriel()
    assert [Client().get(lien).status_code for _ in range(2)] == [200, 200]
    assert Client().post(lien, {"fichier": image}).status_code == 302
    rapport.refresh_from_db()
    assert (rapport.fichier.nom, rapport.depose_par) == ("rapport.png", None)
    assert "Votre rapport est déposé" in Client().get(lien).content.decode()
    image.seek(0)
    Client().post(lien, {"fichier": image})
    assert Fichier.objects.filter(nom="rapport.png").count() == 1


@pytest.fixture
def image():
    return SimpleUploadedFile("rapport.png", image_png(), "image/png")


def test_un_nouveau_lien_ferme_le_precedent(rapport, agent, instant):
    ancien = lien_du_courriel()
    services.envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert (Client().get(ancien).status_code, Client().get(lien_du_courriel()).status_code) == (410, 200)
    assert LienRapport.objects.filter(jeton_sha256__in=[ancien.split("/")[2]]).count() == 0


def test_un_lien_expire_ou_inconnu_n_ouvre_rien(rapport):
    LienRapport.objects.update(expire_le=LienRapport.objects.get().cree_le - timedelta(days=400))
    assert Client().get(lien_du_courriel()).status_code == 410
    assert Client().get("/rapport/inconnu/").status_code == 404


def test_un_faux_fichier_est_refuse_sur_la_page(rapport):
    page = Client().post(lien_du_courriel(), {"fichier": SimpleUploadedFile("x.pdf", b"MZ", "application/pdf")})
    assert (page.status_code, bool(page.context["form"].errors["fichier"])) == (200, True)
    assert RapportActivites.objects.get().fichier is None


def test_le_depot_par_l_organisme_ferme_le_lien_du_candidat(rapport, inscription, instant, recu):
    services.deposer_rapport(rapport=rapport, fichier=recu, par=creer_membre(inscription.organisme), a=instant)
    assert Client().get(lien_du_courriel()).status_code == 410


# ---------------------------------------------------------------- livret


def test_un_livret_renvoye_dit_son_defaut(inscription, agent, instant):
    livret = services.deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant
    )
    livret = services.renvoyer_livret(
        livret=livret, nature=NatureRetour.INCOMPLET, motif="Le lieu manque.", par=agent, a=instant
    )
    assert (livret.etat, livret.nature_retour) == ("a_corriger", "incomplet")
    assert "vous est renvoyé, incomplet" in Courriel.objects.get().texte


def test_le_centre_donne_son_nom_au_livret(inscription, agent, instant, jour):
    parametres()
    type(parametres()).objects.update(livret_nom="dossier technique")
    assert echeances(jour)[0].libelle == "Dossier technique à déposer"
    services.deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant
    )
    assert journal_de(inscription)[0].phrase.startswith("Dossier technique déposé")


# ---------------------------------------------------------------- VAE


@pytest.fixture
def recevabilite(organisme, referentiel, jour):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, vae=True)
    return RecevabiliteVAE.objects.create(inscription=inscription, recue_le=jour)


def test_le_livret_2_suit_la_recevabilite(recevabilite, agent, instant, jour, recu):
    depot = {"recevabilite": recevabilite, "fichier": recu, "par": agent, "a": instant}
    with pytest.raises(RegleNonRespectee, match="VAE-LIVRET-2"):
        services.deposer_livret2(le=jour, **depot)
    services.decider_recevabilite(recevabilite=recevabilite, recevable=True, motif="", par=agent, a=instant)
    for faux in (jour - timedelta(days=1), jour + timedelta(days=1)):
        with pytest.raises(ErreurMetier, match="entre la recevabilité"):
            services.deposer_livret2(le=faux, **depot)
    assert services.deposer_livret2(le=jour, **depot).livret2.nom == "rapport.png"


def test_seule_une_vae_de_branche_collective_dispense_de_l_accueil(recevabilite, agent, instant):
    with pytest.raises(RegleNonRespectee, match="VAE-ACCUEIL"):
        services.instruire_vae(
            recevabilite=recevabilite,
            accueil_le=None,
            accueil_collectif=True,
            accompagnement="",
            fichier=None,
            par=agent,
            a=instant,
        )


def test_deux_demandes_dans_l_annee_se_comptent_par_personne(recevabilite, organisme, referentiel, jour):
    """VAE-DEMANDES"""
    candidat = recevabilite.inscription.candidat
    candidat.pk, candidat.nom_naissance = None, candidat.nom_naissance.upper()
    candidat.save()
    autre = InscriptionFactory(organisme=organisme, referentiel=referentiel, vae=True, candidat=candidat)
    RecevabiliteVAE.objects.create(inscription=autre, recue_le=jour)
    assert (demandes_semblables(autre, jour.year), demandes_semblables(autre, jour.year + 1)) == (2, 0)


def test_une_deuxieme_demande_est_signalee_a_qui_decide(connecte, agent, recevabilite, organisme, referentiel, jour):
    page = f"/inscriptions/{recevabilite.inscription_id}/recevabilite/"
    assert "VAE-DEMANDES" not in connecte(agent).get(page).content.decode()
    autre = InscriptionFactory(
        organisme=organisme, referentiel=referentiel, vae=True, candidat=recevabilite.inscription.candidat
    )
    RecevabiliteVAE.objects.create(inscription=autre, recue_le=jour)
    assert "VAE-DEMANDES" in connecte(agent).get(page).content.decode()


# ---------------------------------------------------------------- acquis


def acquerir(inscription, rang: int, fin: date) -> Acquis:
    return Acquis.objects.create(
        candidat=inscription.candidat, inscription=inscription, rncp=True, decision_le=date(2025, 1, 1), expire_le=fin,
        version_bloc=inscription.referentiel.compositions.get(ordre=rang).version_bloc,
    )  # fmt: skip


def test_qui_detient_tous_les_blocs_est_propose(inscription, jour):
    inscription.etat, inscription.decidee_le = EtatInscription.NON_ADMISE, date(2025, 1, 1)
    inscription.save()
    acquerir(inscription, 1, jour)
    assert detenteurs(jour) == []
    seul = InscriptionFactory(
        candidat=inscription.candidat, organisme=inscription.organisme, referentiel=inscription.referentiel, portee=Portee.BLOCS,
        etat=EtatInscription.ADMISE, decidee_le=date(2025, 6, 1),
    )  # fmt: skip
    seul.blocs.set([inscription.referentiel.compositions.get(ordre=2).version_bloc])
    [detenteur] = detenteurs(jour)
    assert (detenteur.candidat, detenteur.referentiel, detenteur.jusqu_au) == (
        inscription.candidat,
        inscription.referentiel,
        jour,
    )
    assert detenteurs(jour + timedelta(days=1)) == []


def test_la_perte_s_annonce_six_mois_avant_et_pas_un_jour_plus_tot(inscription, jour):
    inscription.etat, inscription.decidee_le = EtatInscription.NON_ADMISE, date(2025, 1, 1)
    inscription.save()
    acquerir(inscription, 1, date(2028, 8, 31))
    assert echeances(date(2028, 2, 28)) == []
    [echeance] = echeances(date(2028, 2, 29))
    assert (echeance.regle.code, echeance.date_limite) == ("ACQUIS-PERTE", date(2028, 8, 31))
    assert inscription.candidat.courriel in echeance.destinataires
    assert echeances(date(2028, 9, 1)) == []


def test_une_seance_apres_le_terme_est_refusee(inscription, agent, instant, jour, referentiel, organisme):
    inscription.etat, inscription.decidee_le = EtatInscription.NON_ADMISE, date(2025, 1, 1)
    inscription.save()
    acquis = acquerir(inscription, 1, jour + timedelta(days=30))
    nouvelle = InscriptionFactory(candidat=inscription.candidat, organisme=organisme, referentiel=referentiel)
    competences = list(acquis.version_bloc.competences.values_list("pk", flat=True))
    services.reprendre_acquis(inscription=nouvelle, competences=competences, par=agent, a=instant)
    services.verifier_reprises(nouvelle, jour + timedelta(days=30))
    with pytest.raises(RegleNonRespectee, match="ACQUIS-SEANCE"):
        services.verifier_reprises(nouvelle, jour + timedelta(days=31))


def test_reprendre_ce_qui_n_est_pas_acquis_est_refuse(inscription, agent, instant):
    competence = inscription.referentiel.compositions.get(ordre=1).version_bloc.competences.first()
    with pytest.raises(RegleNonRespectee, match="ACQUIS-REPRIS"):
        services.reprendre_acquis(inscription=inscription, competences=[competence.pk], par=agent, a=instant)
