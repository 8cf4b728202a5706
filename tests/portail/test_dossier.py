"""The candidate's file on screen: what each role sees of it."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from candidats.choix import EffetAmenagement, EtatInscription
from candidats.models import Amenagement, Inscription
from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.models import EntreeJournal
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise, MembreCommission, Passage
from jurys.models import Presentation
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import CommissionFactory
from tests.journal import journaliser
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 6, 16, 42, tzinfo=UTC)


@pytest.fixture
def ouvrir(connecte):
    def lire(personne, inscription, suite=""):
        reponse = connecte(personne).get(f"/inscriptions/{inscription.pk}/{suite}")
        return reponse.content.decode() if reponse.status_code == 200 else reponse.status_code

    return lire


def test_le_centre_voit_le_dossier_entier(ouvrir, agent, inscription):
    journaliser(inscription, "livret", "Livret validé après une correction.", par=agent, a=A)
    vu = ouvrir(agent, inscription)
    assert "O’BRIEN" in vu
    assert "Saint-Nazaire (44)" in vu
    assert "Ateliers Maëlström" in vu
    assert "Livret validé après une correction." in vu
    assert vu.count('<ol class="marche"') == 1


def test_hors_de_son_perimetre_le_dossier_n_existe_pas(
    ouvrir, inscription, membre_autre_of, jure, evaluateur, administrateur
):
    for personne in (membre_autre_of, jure, evaluateur.utilisateur, administrateur):
        assert ouvrir(personne, inscription) == 404


def test_un_brouillon_n_est_visible_que_de_son_organisme(ouvrir, agent, membre_of, organisme):
    brouillon = InscriptionFactory(brouillon=True, organisme=organisme)
    assert ouvrir(agent, brouillon) == 404
    assert "Déposer l’inscription" in ouvrir(membre_of, brouillon)


def test_l_organisme_ne_voit_de_l_avis_que_son_etat(ouvrir, agent, membre_of, inscription):
    valeur = ValeurAvis.objects.create(code="reserve", libelle="Réservé")
    AvisEntreprise.objects.create(
        inscription=inscription,
        etat=EtatAvis.RENDU,
        demande_le=A,
        valeur=valeur,
        commentaire="Manque d’autonomie.",
        nom="Anne Prigent",
        qualite="Tutrice",
        rendu_le=A,
    )
    assert "Manque d’autonomie." in ouvrir(agent, inscription)
    vu = ouvrir(membre_of, inscription)
    assert "Manque d’autonomie." not in vu
    assert "Réservé" not in vu
    assert "Avis de l’entreprise" in vu


def test_la_lecture_de_l_auditeur_est_notee_et_cachee_a_l_organisme(ouvrir, auditeur, membre_of, inscription):
    ouvrir(auditeur, inscription)
    assert list(EntreeJournal.objects.values_list("acte", "par")) == [("consultation", auditeur.pk)]
    assert "Dossier consulté" not in ouvrir(membre_of, inscription)


def test_le_bouton_grise_dit_pourquoi(ouvrir, agent, inscription):
    vu = ouvrir(agent, inscription)
    assert 'aria-disabled="true">Présenter au jury' in vu
    assert "Pourquoi pas encore" in vu
    assert "Le livret de suivi n’est pas validé." in vu
    assert "PRET-POUR-LE-JURY" in vu


def test_il_manque_des_pieces_quand_un_jury_est_fixe(ouvrir, agent, inscription):
    assert "Il manque" not in ouvrir(agent, inscription)
    Presentation.objects.create(jury=JuryFactory(date=date(2026, 12, 8)), inscription=inscription, code="K7", ordre=1)
    assert "Il manque 6 pièces" in ouvrir(agent, inscription)


def test_le_motif_du_renvoi_se_lit_en_premier(ouvrir, membre_of, organisme):
    renvoyee = InscriptionFactory(
        deposee=True, etat=EtatInscription.A_CORRIGER, motif_retour="La pièce est illisible.", organisme=organisme
    )
    vu = ouvrir(membre_of, renvoyee)
    assert vu.index("La pièce est illisible.") < vu.index("État civil")


def test_quinze_requetes_au_dela_du_cadre(agent, inscription, connecte, django_assert_num_queries):
    """Beyond the frame (session, user, roles, settings with the rail's numbers): registration, missing pieces,
    competences, accreditation, journal, and the nine lists that this page shows."""
    client: Client = connecte(agent)
    for n in range(3):
        journaliser(inscription, "essai", f"Acte {n}.", par=agent, a=A)
    with django_assert_num_queries(4 + 15):
        client.get(f"/inscriptions/{inscription.pk}/")


@pytest.mark.parametrize(
    "acte", ["independance", "grille_signee", "signatures_annulees", "avis_absent", "passage_outre"]
)
def test_le_journal_de_l_organisme_ne_nomme_pas_les_evaluateurs(ouvrir, agent, membre_of, inscription, acte):
    journaliser(inscription, acte, "Signé par Malo Rivoal.", par=agent, a=A)
    assert "Malo Rivoal" in ouvrir(agent, inscription)
    assert "Malo Rivoal" not in ouvrir(membre_of, inscription)


def test_l_organisme_ne_lit_pas_les_noms_des_evaluateurs(ouvrir, agent, membre_of, inscription, evaluateur):
    commission = CommissionFactory()
    MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    Passage.objects.create(commission=commission, inscription=inscription)
    nom = evaluateur.utilisateur.nom
    assert nom in ouvrir(agent, inscription)
    vu = ouvrir(membre_of, inscription)
    assert nom not in vu
    assert "Lanester" in vu


def test_un_amenagement_ne_dit_que_son_effet(ouvrir, agent, inscription):
    """AMENAGEMENT-EFFET: a closed list of effects, and nowhere to write a cause."""
    Amenagement.objects.create(inscription=inscription, effet="temps_majore", demande_le=A.date())
    assert "temps majoré d’un tiers" in ouvrir(agent, inscription)
    champs = {champ.name for champ in Amenagement._meta.get_fields()}
    assert champs == {"id", "inscription", "effet", "etat", "demande_le", "decide_le", "decide_par"}
    assert Amenagement._meta.get_field("effet").choices == EffetAmenagement.choices


def test_ce_que_le_fichier_national_attend_se_dit_des_l_inscription(ouvrir, agent, membre_of, inscription):
    """NATIONAL-DONNEES: told to the staff with the way to mend it, to the OF without; it stops nothing."""
    candidat = inscription.candidat
    candidat.sexe, candidat.code_commune_naissance = "", ""
    candidat.save()
    manque = "Manque le sexe et le code INSEE de la commune ou du pays de naissance"
    vu = ouvrir(agent, inscription)
    assert (manque in vu, f"/candidats/{candidat.pk}/etat-civil/" in vu) == (True, True)
    assert manque in ouvrir(membre_of, inscription)
    candidat.sexe, candidat.code_commune_naissance = "F", "44184"
    candidat.save()
    assert "Pour le fichier national" not in ouvrir(agent, inscription)
    candidat.sexe = ""
    candidat.save()
    Inscription.objects.filter(pk=inscription.pk).update(etat=EtatInscription.ABANDONNEE)
    assert "Pour le fichier national" not in ouvrir(agent, inscription)


@pytest.mark.parametrize(
    ("prevue", "annoncee_le", "attendu"),
    [
        (date(2027, 5, 28), date(2027, 3, 28), []),
        (date(2027, 5, 28), date(2027, 3, 29), ["EVALUATION-ANNONCE"]),
        (date(2027, 5, 27), date(2027, 1, 5), ["EVALUATION-DERNIER-MOIS"]),
        (date(2027, 1, 15), None, ["EVALUATION-ANNONCE", "EVALUATION-DERNIER-MOIS"]),
        (date(2026, 1, 28), None, []),
    ],
    ids=["a_temps", "annoncee_tard", "avant_le_dernier_mois", "pas_annoncee", "passee"],
)
def test_la_date_prevue_par_l_inscription_ou_le_livret_dit_ses_regles(
    ouvrir, membre_of, inscription, prevue, annoncee_le, attendu
):
    """EVALUATION-ANNONCE, EVALUATION-DERNIER-MOIS: to the OF that foresees it, until a sitting is planned."""
    Inscription.objects.update(
        date_evaluation_prevue=prevue, evaluation_annoncee_le=annoncee_le, fin_formation=date(2027, 6, 28)
    )
    regles = ("EVALUATION-ANNONCE", "EVALUATION-DERNIER-MOIS")
    assert [regle for regle in regles if regle in ouvrir(membre_of, inscription)] == attendu
    Inscription.objects.update(date_commission=prevue)
    assert [regle for regle in regles if regle in ouvrir(membre_of, inscription)] == []
