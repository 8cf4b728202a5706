"""A living path: ended, put off, sent back."""

from datetime import timedelta

import pytest

from candidats.choix import EtatInscription, NatureIncident, NatureRetour
from candidats.models import Incident
from candidats.services.decision import noter_commission
from candidats.services.depot import accepter_inscription
from candidats.services.incident import abandonner_inscription, annuler_incident, reporter_evaluation
from candidats.services.livret import deposer_livret, renvoyer_livret
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from tests.candidats.factories import InscriptionFactory, donnees_livret
from tests.echeances import echeances

pytestmark = pytest.mark.django_db


def abandonner(inscription, agent, instant, **champs):
    return abandonner_inscription(inscription=inscription, motif="Embauché ailleurs.", par=agent, a=instant, **champs)


def test_un_desistement_est_date_et_arrete_les_echeances(inscription, agent, instant, jour):
    assert {e.dossier_id for e in echeances(jour)} == {inscription.pk}
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
    assert echeances(jour, "livret")[0].libelle == "Dossier technique à déposer"
    deposer_livret(inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant)
    assert journal_de(inscription)[0].phrase.startswith("Dossier technique déposé")
