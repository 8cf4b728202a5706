"""Absence, postponement, abandonment, withdrawal: each stops what was awaited, settles the forfait, starts
retention."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from candidats.choix import EtatInscription, NatureIncident, TypePieceIdentite
from candidats.models import Incident, Inscription, PieceIdentite
from candidats.services.identite import ajouter_piece
from candidats.services.livret import deposer_livret
from certif_portal.centre import services as centre
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel, Fichier
from certif_portal.portail.queries.attente import compter
from certif_portal.portail.queries.echeance import toutes_les_echeances
from certif_portal.portail.queries.forfait import releves
from certif_portal.portail.services.dossier import valider_livret
from certif_portal.portail.services.relance import relancer
from evaluations.models import FeuilleEmargement, Passage
from evaluations.services.commission import ajouter_passage
from evaluations.services.emargement import rendre_emargement
from referentiels.choix import NatureModalite
from tests.candidats.factories import donnees_livret, piece_recue
from tests.evaluations.factories import SEANCE, creer_commission
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
LENDEMAIN = SEANCE + timedelta(days=1)
A = datetime.combine(LENDEMAIN, time(10), tzinfo=UTC)
SORTIES = [NatureIncident.ABANDON, NatureIncident.DESISTEMENT]


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LENDEMAIN)


@pytest.fixture
def suivie(inscription, agent) -> Inscription:
    """Its livret names a project: the report and the company's opinion are awaited; a copy of the identity paper is
    kept."""
    projet = inscription.referentiel.modalites.get(nature=NatureModalite.PROJET)
    donnees = donnees_livret(inscription)
    lignes = tuple(
        type(ligne)(ligne.competence_id, (projet.pk,), "Ligne 3", "Projet long.") for ligne in donnees.lignes
    )
    livret = deposer_livret(
        inscription=inscription,
        donnees=donnees_livret(inscription, lignes=lignes, accord_le=date(2026, 5, 20)),
        fichier=None,
        par=agent,
        a=A,
    )
    valider_livret(livret=livret, par=agent, a=A)
    return Inscription.objects.get(pk=inscription.pk)


@pytest.fixture
def passage(suivie, evaluateur, autre_evaluateur, agent) -> Passage:
    commission = creer_commission(evaluateur, autre_evaluateur)
    passage = ajouter_passage(commission=commission, inscription=suivie, par=agent, a=A)
    rendre_emargement(commission=commission, par=agent, a=A)
    return passage


def lien(acte: str) -> str:
    return re.findall(r"/(?:rapport|avis)/[^/\s]+/", Courriel.objects.filter(acte=acte).latest("pk").texte)[-1]


def attendu(inscription) -> set[str]:
    """The codes of what reminders would speak of."""
    dossier = (inscription._meta.label_lower, inscription.pk)
    return {e.regle.code for e in toutes_les_echeances(LENDEMAIN) if (e.dossier_type, e.dossier_id) == dossier}


def absent(client, passage, nature="absence", **champs):
    saisie = {"nature": nature, "motif": "Pas venu, sans nouvelles.", "nouvelle_date": ""} | champs
    return client.post(f"/passages/{passage.pk}/retirer/", saisie)


# ---------------------------------------------------------------- absence


def test_une_absence_se_note_apres_la_seance_et_y_reste_ecrite(passage, suivie, connecte, agent):
    """The émargement that names who did not come stays true; their competences are to be planned again."""
    client, commission = connecte(agent), passage.commission
    assert absent(client, passage)["Location"] == f"/commissions/{commission.pk}/"
    incident = Incident.objects.get()
    assert (incident.nature, incident.le, incident.etat_avant) == ("absence", SEANCE, EtatInscription.ACCEPTEE)
    page = client.get(f"/commissions/{commission.pk}/").content.decode()
    assert str(suivie.candidat) in page
    assert "Pas venu, sans nouvelles." in page
    assert (Passage.objects.count(), FeuilleEmargement.objects.count()) == (0, 1)
    suivie.refresh_from_db()
    assert (suivie.etat, suivie.date_commission, suivie.date_evaluation_prevue) == (
        EtatInscription.ACCEPTEE,
        None,
        None,
    )
    assert Courriel.objects.filter(acte="evaluation_reportee", destinataire=suivie.organisme.courriel).count() == 1
    [file] = [compte for compte in compter(agent, ParametresCentre(), LENDEMAIN) if compte.file.code == "a-planifier"]
    assert file.nombre == 1


def test_nul_n_est_absent_d_une_seance_a_venir(passage, connecte, agent, horloge_au):
    horloge_au(SEANCE - timedelta(days=1))
    assert "Sélectionnez un choix valide" in absent(connecte(agent), passage).content.decode()
    assert Incident.objects.count() == 0


def test_qui_a_ete_evalue_n_etait_pas_absent(passage, suivie, connecte, agent, evaluateur):
    passage.appreciations.create(
        grille=suivie.grille, competence=passage.competences.first(), maitrisee=True, saisie_le=A, saisie_par=evaluateur
    )
    assert "ce n’est pas une absence" in absent(connecte(agent), passage).content.decode()


def test_une_absence_notee_par_erreur_s_annule(passage, connecte, agent, suivie):
    absent(connecte(agent), passage, nouvelle_date=(LENDEMAIN + timedelta(days=60)).isoformat())
    assert (
        connecte(agent).post(f"/incidents/{Incident.objects.get().pk}/annuler/", {"motif": "Homonyme."}).status_code
        == 302
    )
    assert journal_de(suivie).get(acte="incident-annule").phrase.endswith("Homonyme.")


# ---------------------------------------------------------------- what stops


def terminer(client, inscription, nature):
    saisie = {"nature": nature.value, "le": LENDEMAIN.isoformat(), "motif": "Embauché ailleurs."}
    assert client.post(f"/inscriptions/{inscription.pk}/abandonner/", saisie).status_code == 302
    inscription.refresh_from_db()


@pytest.mark.parametrize("nature", SORTIES)
def test_une_sortie_arrete_les_relances_et_ferme_les_liens(passage, suivie, connecte, agent, nature):
    JuryFactory(date=LENDEMAIN + timedelta(days=60))
    assert attendu(suivie) == {"RAPPORT-DELAI", "AVIS-AVANT-JURY", "PIECES-AVANT-JURY"}
    rapport, avis = lien("rapport_demande"), lien("avis_demande")
    assert (Client().get(rapport).status_code, Client().get(avis).status_code) == (200, 200)
    terminer(connecte(agent), suivie, nature)
    assert attendu(suivie) == set()
    assert (Client().get(rapport).status_code, Client().get(avis).status_code) == (410, 410)
    assert "Cet avis n’est plus attendu" in Client().get(avis).content.decode()
    avant = Courriel.objects.count()
    for jours in (0, 30, 400):
        relancer(le=LENDEMAIN + timedelta(days=jours), a=A)
    assert Courriel.objects.filter(acte="relance", dossier_id=suivie.pk).count() == 0
    assert Courriel.objects.count() == avant
    assert {compte.file.code: compte.nombre for compte in compter(agent, ParametresCentre(), LENDEMAIN)}["avis"] == 0


def test_un_report_deplace_ce_qui_est_du(suivie, connecte, agent):
    """The report is due fifteen days before the evaluation, whichever day that becomes."""
    [avant] = [e for e in toutes_les_echeances(LENDEMAIN) if e.regle.code == "RAPPORT-DELAI"]
    nouvelle = LENDEMAIN + timedelta(days=200)
    saisie = {"nouvelle_date": nouvelle.isoformat(), "motif": "Arrêt de travail."}
    assert connecte(agent).post(f"/inscriptions/{suivie.pk}/reporter/", saisie).status_code == 302
    [apres] = [e for e in toutes_les_echeances(LENDEMAIN) if e.regle.code == "RAPPORT-DELAI"]
    assert avant.date_limite < apres.date_limite == nouvelle - timedelta(days=15)


@pytest.mark.parametrize("nature", SORTIES)
def test_une_sortie_supprime_la_copie_de_la_piece_d_identite(suivie, connecte, agent, instant, nature):
    """Retention starts: the copy goes, its trace and the date of the end stay."""
    type_piece, fichier = piece_recue()
    ajouter_piece(suivie, type_piece, fichier, par=agent, a=instant)
    assert Fichier.objects.filter(nom=fichier.nom).count() == 1
    terminer(connecte(agent), suivie, nature)
    piece = PieceIdentite.objects.get()
    assert (piece.type, piece.fichier, piece.supprimee_le is not None) == (TypePieceIdentite.CARTE, None, True)
    assert (Fichier.objects.filter(nom=fichier.nom).count(), suivie.abandonnee_le) == (0, LENDEMAIN)


@pytest.mark.parametrize("nature", SORTIES)
@pytest.mark.parametrize(("fait", "dus"), [("presentation", 0), ("acceptation", 1)])
def test_une_sortie_regle_le_forfait(suivie, connecte, agent, responsable, nature, fait, dus):
    """FORFAIT-FAIT: given up before any jury nothing is due; where the acceptance bills, it stays due."""
    usage = {"debut": date(2022, 1, 1), "fait": fait, "blocs": "inscription", "cqpi_inclus": True}
    centre.enregistrer_usage_forfait(donnees=usage, par=responsable, a=A)
    terminer(connecte(agent), suivie, nature)
    tous = releves(Inscription.objects.all(), date(2022, 1, 1), LENDEMAIN)
    assert sum(len(releve.lignes) for releve in tous) == dus
