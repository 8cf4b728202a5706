"""A signed paper received counts once the centre has accepted it, and not before: the jury reads nothing unchecked."""

from datetime import timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import PDF, enregistrer_fichier
from certif_portal.commun.models import Courriel
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatFeuille, EtatPage, SorteFeuille
from evaluations.models import FeuilleEmargement, FeuilleRecue, Numerisation, PageNumerisee
from evaluations.services.avis import ouvrir_avis
from evaluations.services.emargement import rendre_emargement
from evaluations.services.feuille import accepter_feuille, renvoyer_feuille
from jurys.choix import CodePiece
from tests.evaluations.factories import AVANT, LE_JOUR, EvaluateurFactory, planifier
from tests.habilitations.dossier import pdf

pytestmark = pytest.mark.django_db
EN_COMMUN = ("commission",)


def recevoir(sorte, par, *, organisme=None, pages=1, recues=1, **objet):
    fichier = enregistrer_fichier(nom="signee.pdf", octets=pdf(), type_mime=PDF, par=par, a=LE_JOUR)
    feuille = FeuilleRecue.objects.create(
        sorte=sorte, organisme=organisme, pages_total=pages, fichier=fichier, recue_le=LE_JOUR, **objet
    )
    depot = Numerisation.objects.create(fichier=fichier, pages_total=recues, deposee_le=LE_JOUR, deposee_par=par)
    for rang in range(recues):
        PageNumerisee.objects.create(
            numerisation=depot, rang=rang, etat=EtatPage.RANGEE, feuille=feuille, numero=rang + 1
        )
    return feuille


@pytest.fixture
def commission(inscription, agent):
    passage = planifier(inscription, EvaluateurFactory(), EvaluateurFactory())
    rendre_emargement(commission=passage.commission, par=agent, a=AVANT)
    return passage.commission


def manque(inscription):
    return {piece.code for piece in inscription.pieces_manquantes.all()}


def test_un_emargement_depose_par_l_organisme_ne_vaut_rien_avant_d_etre_accepte(
    commission, inscription, organisme, membre_of, agent
):
    """FEUILLE-VERIFIEE: the gate of the jury refuses until then."""
    feuille = recevoir(SorteFeuille.EMARGEMENT, membre_of, organisme=organisme, commission=commission)
    assert FeuilleEmargement.objects.get().etat == EtatEmargement.RENDU
    assert CodePiece.EMARGEMENT in manque(inscription)
    feuille = accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)
    commission.refresh_from_db()
    assert (feuille.etat, feuille.examinee_par, commission.etat) == (
        EtatFeuille.ACCEPTEE,
        agent,
        EtatCommission.TENUE,
    )
    assert FeuilleEmargement.objects.get().etat == EtatEmargement.SIGNE
    assert CodePiece.EMARGEMENT not in manque(inscription)
    with pytest.raises(TransitionInterdite):
        accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)


def test_un_avis_accepte_reste_a_saisir_et_a_verifier(inscription, membre_of, organisme, agent):
    """FEUILLE-VERIFIEE, AVIS-PAPIER"""
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    feuille = recevoir(SorteFeuille.AVIS, membre_of, organisme=organisme, avis=avis)
    assert CodePiece.AVIS in manque(inscription)
    accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)
    avis.refresh_from_db()
    assert (avis.etat, avis.papier) == (EtatAvis.ATTENDU, feuille.fichier)
    assert CodePiece.AVIS in manque(inscription)


def test_une_grille_acceptee_est_gardee_et_ne_scelle_rien(commission, inscription, agent):
    feuille = recevoir(SorteFeuille.GRILLE, agent, grille=inscription.grille)
    assert accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR).etat == EtatFeuille.ACCEPTEE
    assert CodePiece.GRILLE in manque(inscription)


def test_il_manque_une_page(commission, agent):
    """FEUILLE-VERIFIEE"""
    feuille = recevoir(SorteFeuille.EMARGEMENT, agent, commission=commission, pages=3, recues=1)
    with pytest.raises(RegleNonRespectee, match="Il manque 2 pages : 2, 3"):
        accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR)
    feuille.refresh_from_db()
    assert feuille.etat == EtatFeuille.A_VERIFIER


def test_un_emargement_d_une_seance_a_venir_est_refuse(commission, agent):
    """GRILLE-SEANCE: the act's own rules still hold, and nothing is accepted."""
    feuille = recevoir(SorteFeuille.EMARGEMENT, agent, commission=commission)
    with pytest.raises(RegleNonRespectee, match="GRILLE-SEANCE"):
        accepter_feuille(feuille=feuille, par=agent, a=LE_JOUR - timedelta(days=1))
    feuille.refresh_from_db()
    assert feuille.etat == EtatFeuille.A_VERIFIER


def test_renvoyer_dit_pourquoi_a_qui_l_a_deposee(commission, organisme, membre_of, agent):
    feuille = recevoir(SorteFeuille.EMARGEMENT, membre_of, organisme=organisme, commission=commission)
    with pytest.raises(ErreurMetier, match="Le motif du renvoi est attendu"):
        renvoyer_feuille(feuille=feuille, motif=" ", par=agent, a=LE_JOUR)
    feuille = renvoyer_feuille(feuille=feuille, motif="Une signature manque.", par=agent, a=LE_JOUR)
    assert (feuille.etat, feuille.motif) == (EtatFeuille.RENVOYEE, "Une signature manque.")
    courriel = Courriel.objects.get(acte="feuille_renvoyee")
    assert (courriel.destinataire, "Une signature manque." in courriel.texte) == (organisme.courriel, True)


def test_le_centre_ne_s_ecrit_pas_a_lui_meme(commission, agent):
    feuille = recevoir(SorteFeuille.EMARGEMENT, agent, commission=commission)
    renvoyer_feuille(feuille=feuille, motif="Floue.", par=agent, a=LE_JOUR)
    assert Courriel.objects.filter(acte="feuille_renvoyee").count() == 0
