"""Incidents, the activity report and its link, the livret sent back."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidats.choix import EtatInscription, NatureIncident, NatureRetour
from candidats.donnees import FichierRecu
from candidats.echeances import echeances
from candidats.models import Incident, LienRapport, RapportActivites
from candidats.services.decision import noter_commission
from candidats.services.depot import accepter_inscription
from candidats.services.incident import abandonner_inscription, annuler_incident, reporter_evaluation
from candidats.services.livret import deposer_livret, renvoyer_livret
from candidats.services.rapport import deposer_rapport, envoyer_lien_rapport, ouvrir_rapport
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel, Fichier
from certif_portal.commun.typographie import jour_de
from referentiels.choix import NatureModalite
from tests.candidats.factories import InscriptionFactory, donnees_livret, image_png
from tests.habilitations.factories import creer_membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def recu() -> FichierRecu:
    return FichierRecu("rapport.png", image_png(), "image/png")


def abandonner(inscription, agent, instant, **champs):
    return abandonner_inscription(inscription=inscription, motif="Embauché ailleurs.", par=agent, a=instant, **champs)


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
        annuler_incident(incident=incident, motif=" ", par=agent, a=instant)
    annuler_incident(incident=incident, motif="Homonyme.", par=agent, a=instant)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.abandonnee_le, inscription.motif_abandon) == ("acceptee", None, "")
    with pytest.raises(ErreurMetier, match="déjà annulé"):
        annuler_incident(incident=incident, motif="Encore.", par=agent, a=instant)


def test_un_abandon_suivi_d_une_autre_inscription_ne_s_annule_plus(inscription, agent, instant):
    abandonner(inscription, agent, instant)
    InscriptionFactory(
        candidat=inscription.candidat,
        organisme=inscription.organisme,
        referentiel=inscription.referentiel,
        creee_le=instant,
    )
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-UNIQUE"):
        annuler_incident(incident=Incident.objects.get(), motif="Erreur.", par=agent, a=instant)


def test_une_inscription_close_ne_s_accepte_pas(inscription, agent, instant):
    """Only the undoing of the incident leads back."""
    abandonner(inscription, agent, instant)
    with pytest.raises(TransitionInterdite):
        accepter_inscription(inscription=inscription, par=agent, a=instant)


def test_une_absence_suivie_d_une_seance_ne_s_annule_plus(inscription, agent, instant, jour):
    le = jour + timedelta(days=90)
    incident = reporter_evaluation(inscription=inscription, nouvelle_date=le, motif="x", par=agent, a=instant)
    noter_commission(inscription=inscription, date_commission=le)
    with pytest.raises(RegleNonRespectee, match="INCIDENT-RETOUR"):
        annuler_incident(incident=incident, motif="Erreur.", par=agent, a=instant)


def test_un_report_deplace_la_date_et_previent_l_organisme(inscription, agent, instant, jour):
    le = jour + timedelta(days=90)
    reporter_evaluation(inscription=inscription, nouvelle_date=le, motif="Congé.", par=agent, a=instant)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.date_evaluation_prevue) == ("acceptee", le)
    assert Courriel.objects.get().destinataire == inscription.organisme.courriel
    with pytest.raises(RegleNonRespectee, match="INCIDENT-DATE"):
        reporter_evaluation(inscription=inscription, nouvelle_date=jour, motif="x", par=agent, a=instant)


def test_un_report_suivi_d_une_autre_seance_ne_s_annule_plus(inscription, agent, instant, jour):
    le = jour + timedelta(days=90)
    reporter_evaluation(inscription=inscription, nouvelle_date=le, motif="Congé.", par=agent, a=instant)
    inscription.refresh_from_db()
    inscription.date_commission = le
    inscription.save(update_fields=["date_commission"])
    with pytest.raises(RegleNonRespectee, match="INCIDENT-RETOUR"):
        annuler_incident(incident=Incident.objects.get(), motif="Erreur.", par=agent, a=instant)
    assert Incident.objects.get().annule_le is None


# ---------------------------------------------------------------- activity report


@pytest.fixture
def rapport(inscription, agent, instant):
    projet = inscription.referentiel.modalites.get(nature=NatureModalite.PROJET)
    donnees = donnees_livret(inscription, modalites=(projet.pk,))
    lignes = tuple(type(ligne)(ligne.competence_id, ligne.modalites, "x", "Projet long.") for ligne in donnees.lignes)
    donnees = donnees_livret(inscription, lignes=lignes)
    deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=agent, a=instant)
    return ouvrir_rapport(inscription=inscription, par=agent, a=instant)


def lien_du_courriel() -> str:
    return re.findall(r"/rapport/[^/\s]+/", Courriel.objects.filter(acte="rapport_demande").latest("pk").texte)[-1]


def test_sans_presentation_de_projet_aucun_rapport(inscription, agent, instant):
    deposer_livret(inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant)
    assert ouvrir_rapport(inscription=inscription, par=agent, a=instant) is None


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
    envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert (Client().get(ancien).status_code, Client().get(lien_du_courriel()).status_code) == (410, 200)
    assert LienRapport.objects.filter(jeton_sha256__in=[ancien.split("/")[2]]).count() == 0


def test_le_lien_vit_jusqu_a_la_date_limite_du_rapport(inscription, rapport, agent, instant):
    """The evaluation is six months away: a link of 90 days would close before the report is due."""
    inscription.refresh_from_db()
    lien = envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert jour_de(lien.expire_le) == inscription.date_evaluation - timedelta(days=15)
    proche = jour_de(instant) + timedelta(days=30)
    type(inscription).objects.update(date_evaluation_prevue=proche)
    lien = envoyer_lien_rapport(rapport=rapport, par=agent, a=instant)
    assert jour_de(lien.expire_le) == jour_de(instant) + timedelta(days=90)


def test_un_lien_expire_ou_inconnu_n_ouvre_rien(rapport):
    LienRapport.objects.update(expire_le=LienRapport.objects.get().cree_le - timedelta(days=400))
    assert Client().get(lien_du_courriel()).status_code == 410
    assert Client().get("/rapport/inconnu/").status_code == 404


def test_un_faux_fichier_est_refuse_sur_la_page(rapport):
    page = Client().post(lien_du_courriel(), {"fichier": SimpleUploadedFile("x.pdf", b"MZ", "application/pdf")})
    assert (page.status_code, bool(page.context["form"].errors["fichier"])) == (200, True)
    assert RapportActivites.objects.get().fichier is None


def test_le_depot_par_l_organisme_ferme_le_lien_du_candidat(rapport, inscription, instant, recu):
    deposer_rapport(rapport=rapport, fichier=recu, par=creer_membre(inscription.organisme), a=instant)
    assert Client().get(lien_du_courriel()).status_code == 410


# ---------------------------------------------------------------- livret


def test_un_livret_renvoye_dit_son_defaut(inscription, agent, instant):
    livret = deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant
    )
    livret = renvoyer_livret(
        livret=livret, nature=NatureRetour.INCOMPLET, motif="Le lieu manque.", par=agent, a=instant
    )
    assert (livret.etat, livret.nature_retour) == ("a_corriger", "incomplet")
    assert "vous est renvoyé, incomplet" in Courriel.objects.get().texte


def test_le_centre_donne_son_nom_au_livret(inscription, agent, instant, jour):
    parametres()
    type(parametres()).objects.update(livret_nom="dossier technique")
    assert echeances(jour)[0].libelle == "Dossier technique à déposer"
    deposer_livret(inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant)
    assert journal_de(inscription)[0].phrase.startswith("Dossier technique déposé")
