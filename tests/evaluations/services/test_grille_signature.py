"""What changed between the last entry and the signature holds the signature."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from evaluations.models import DeclarationIndependance, Grille, SignatureGrille
from evaluations.queries.grille import contenu_grille
from evaluations.services.commission import ajouter_passage
from evaluations.services.grille import signer_grille
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import AVANT, LE_JOUR, creer_commission, declarer_recevable, planifier, remplir

pytestmark = pytest.mark.django_db


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur)


def signer(grille: Grille, evaluateur) -> Grille:
    empreinte = contenu_grille(grille).empreinte
    return signer_grille(grille=grille, evaluateur=evaluateur, empreinte=empreinte, a=LE_JOUR)


def _un_membre_part(passage, evaluateur):
    passage.commission.membres.exclude(evaluateur=evaluateur).delete()


def _un_superieur_apparait(passage, evaluateur):
    passage.inscription.superieur_nom = str(evaluateur)
    passage.inscription.save()


def _un_lien_est_declare(passage, evaluateur):
    DeclarationIndependance.objects.filter(evaluateur=evaluateur).update(lien=True, precision="Son oncle")


@pytest.mark.parametrize(
    ("depuis", "phrase"),
    [
        (_un_membre_part, "La commission compte 1 membre sur 2"),
        (_un_superieur_apparait, "INDEPENDANCE-HIERARCHIE"),
        (_un_lien_est_declare, "Vous avez déclaré un lien avec ce candidat"),
    ],
)
def test_ce_qui_a_change_depuis_la_saisie_retient_la_signature(passage, evaluateur, depuis, phrase):
    """COMMISSION-MEMBRES, INDEPENDANCE-HIERARCHIE, INDEPENDANCE-DECLARATION"""
    grille = remplir(passage)
    depuis(passage, evaluateur)
    with pytest.raises(ErreurMetier, match=phrase):
        signer(grille, evaluateur)
    assert SignatureGrille.objects.count() == 0


def test_une_vae_qui_a_perdu_son_president_ne_se_signe_pas(evaluateur, autre_evaluateur):
    """VALIDATION-VAE-PRESIDENCE"""
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    passage = ajouter_passage(commission=commission, inscription=inscription, par=None, a=AVANT)
    grille = remplir(passage)
    commission.membres.update(preside=False)
    with pytest.raises(RegleNonRespectee, match="VALIDATION-VAE-PRESIDENCE"):
        signer(grille, evaluateur)
