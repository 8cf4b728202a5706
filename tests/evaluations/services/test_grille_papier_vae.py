"""A grid signed on paper, of a VAE: its interview, its conclusion."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import Role
from evaluations.choix import ConclusionVAE, EtatGrillePapier
from evaluations.models import ValidationVAE
from evaluations.queries.grille import contenu_grille
from evaluations.services.grille import rouvrir_grille
from evaluations.services.grille_papier import renvoyer_grille_papier
from evaluations.services.vae import NoteConcurrente, noter_validation
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import (
    LE_JOUR,
    EvaluateurFactory,
    creer_commission,
    declarer,
    declarer_recevable,
    planifier,
)
from tests.evaluations.services.test_grille_papier import PLUS_TARD, deposer, saisir, sceller_lue

pytestmark = pytest.mark.django_db


@pytest.fixture
def second():
    return creer_personne(Role.AGENT)


@pytest.fixture
def en_vae():
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    passage = planifier(inscription, commission=creer_commission(EvaluateurFactory(), EvaluateurFactory(), vae=True))
    declarer(passage)
    return passage


def noter(passage, texte, version):
    membre = passage.commission.membres.first().evaluateur
    return noter_validation(
        grille=passage.inscription.grille,
        entretien=texte,
        mise_en_situation="",
        evaluateur=membre,
        version_lue=version,
        a=LE_JOUR,
    )


def test_l_entretien_note_sur_tablette_se_demande_et_reste_garde(en_vae, agent, second, responsable):
    """Nothing of it is erased without a word; afterwards it is the commission's, until one of them writes it."""
    noter(en_vae, "Noté sur la tablette.", 0)
    papier = deposer(en_vae, agent)
    with pytest.raises(ErreurMetier, match="contient déjà des saisies faites sur tablette"):
        saisir(papier, en_vae, agent)
    papier = saisir(papier, en_vae, agent, remplace=True, entretien="Lu sur le papier.")
    noter(en_vae, "Complété sur la tablette.", 1)
    with pytest.raises(ErreurMetier, match="remplie sur une tablette depuis cette saisie"):
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    renvoyer_grille_papier(papier=papier, motif="La tablette.", par=second, a=PLUS_TARD)
    papier = saisir(papier, en_vae, agent, remplace=True, entretien="Lu sur le papier.")
    grille = sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    papier.refresh_from_db()
    assert papier.remplacees == {
        "validation": {"entretien": "Complété sur la tablette.", "mise_en_situation": "", "version": 2}
    }
    note = ValidationVAE.objects.get()
    assert (note.entretien, note.version, note.auteur) == ("Lu sur le papier.", 3, "la commission, sur papier")
    rouvrir_grille(grille=grille, motif="Signature illisible", par=responsable, a=PLUS_TARD)
    with pytest.raises(NoteConcurrente, match="L’entretien a été noté par la commission, sur papier pendant"):
        noter(en_vae, "Repris.", 2)
    assert noter(en_vae, "Repris.", 3).auteur == str(en_vae.commission.membres.first())


def test_un_entretien_vide_sur_tablette_n_est_rien_a_remplacer(en_vae, agent):
    noter(en_vae, "Noté.", 0)
    noter(en_vae, "", 1)
    papier = saisir(deposer(en_vae, agent), en_vae, agent, entretien="Clair.")
    assert (papier.etat, papier.tablette) == (EtatGrillePapier.A_VERIFIER, "")


def test_une_vae_garde_son_entretien_et_sa_conclusion(en_vae, agent, second):
    papier = saisir(deposer(en_vae, agent), en_vae, agent, non=(1,), entretien="Clair.", mise_en_situation="")
    grille = sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    assert (grille.conclusion, ValidationVAE.objects.get().entretien) == (ConclusionVAE.PARTIELLE, "Clair.")
    assert contenu_grille(grille).empreinte == grille.empreinte
