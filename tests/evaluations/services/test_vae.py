"""A commission de validation: who notes the interview, what it does to signatures, the conclusion that is signed."""

from datetime import timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from evaluations.choix import ConclusionVAE, EtatGrille
from evaluations.models import ValidationVAE
from evaluations.queries.grille import contenu_grille
from evaluations.services.grille import signer_grille
from evaluations.services.vae import NoteConcurrente, noter_validation
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import (
    LE_JOUR,
    EvaluateurFactory,
    creer_commission,
    declarer,
    declarer_recevable,
    planifier,
    remplir,
    sceller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def membres():
    return [EvaluateurFactory(), EvaluateurFactory()]


@pytest.fixture
def passage(membres):
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    return planifier(inscription, commission=creer_commission(*membres, vae=True))


def noter(passage, evaluateur, *, entretien="Explique ses choix.", situation="", version=0, a=LE_JOUR):
    return noter_validation(
        grille=passage.inscription.grille,
        entretien=entretien,
        mise_en_situation=situation,
        evaluateur=evaluateur,
        version_lue=version,
        a=a,
    )


def test_l_entretien_se_note_a_plusieurs_et_ne_s_ecrase_pas(passage, membres):
    declarer(passage)
    note = noter(passage, membres[0])
    assert (note.version, note.saisie_par, note.entretien) == (1, membres[0], "Explique ses choix.")
    with pytest.raises(NoteConcurrente, match=r"L’entretien a été noté par .*Explique ses choix"):
        noter(passage, membres[1], entretien="Autre", version=0)
    note = noter(passage, membres[1], entretien="Autre", situation="Changement d’outil", version=1)
    assert (note.version, note.saisie_par, note.mise_en_situation) == (2, membres[1], "Changement d’outil")
    assert noter(passage, membres[0], entretien="Autre ", situation="Changement d’outil", version=2).version == 2


def test_seuls_les_membres_de_cette_commission_declares_le_jour_venu(passage, membres):
    """GRILLE-SEANCE, INDEPENDANCE-DECLARATION"""
    with pytest.raises(ErreurMetier, match="Vous ne siégez pas"):
        noter(passage, EvaluateurFactory())
    with pytest.raises(RegleNonRespectee, match="INDEPENDANCE-DECLARATION"):
        noter(passage, membres[0])
    declarer(passage)
    with pytest.raises(RegleNonRespectee, match="GRILLE-SEANCE"):
        noter(passage, membres[0], a=LE_JOUR - timedelta(days=1))
    assert ValidationVAE.objects.count() == 0


def test_ce_qui_est_signe_dit_l_entretien_et_la_conclusion(passage, membres):
    grille = remplir(passage, non_maitrisees=(1,))
    noter(passage, membres[0])
    contenu = contenu_grille(grille)
    assert (contenu.validation.entretien, contenu.conclusion) == (
        "Explique ses choix.",
        ConclusionVAE.PARTIELLE,
    )
    signer_grille(grille=grille, evaluateur=membres[0], empreinte=contenu.empreinte, a=LE_JOUR)
    noter(passage, membres[1], entretien="Hésite.", version=1)
    grille.refresh_from_db()
    assert (grille.etat, grille.signatures.count()) == (EtatGrille.OUVERTE, 0)
    assert contenu_grille(grille).empreinte != contenu.empreinte
    grille = sceller(grille)
    assert (grille.etat, grille.conclusion) == (EtatGrille.SCELLEE, ConclusionVAE.PARTIELLE)
    with pytest.raises(TransitionInterdite, match="scellée"):
        noter(passage, membres[0], entretien="Après", version=2)


def test_une_evaluation_ne_porte_rien_de_la_validation():
    passage = planifier(InscriptionFactory(), EvaluateurFactory(), EvaluateurFactory())
    grille = remplir(passage)
    assert contenu_grille(grille).validation is None
    evaluateur = passage.commission.membres.first().evaluateur
    with pytest.raises(ErreurMetier, match="commission de validation"):
        noter(passage, evaluateur)
