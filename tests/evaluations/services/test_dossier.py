"""What a change of a sitting undoes."""

from datetime import timedelta

import pytest

from certif_portal.commun.actes import acte
from evaluations.models import FeuilleEmargement, SignatureGrille
from evaluations.queries.grille import contenu_grille
from evaluations.services.dossier import changer_le_dossier
from evaluations.services.emargement import rendre_emargement
from evaluations.services.grille import signer_grille
from tests.evaluations.commission import modifier, phrases
from tests.evaluations.factories import AVANT, LE_JOUR, SEANCE, EvaluateurFactory, planifier, remplir

pytestmark = pytest.mark.django_db


def test_la_feuille_imprimee_et_les_signatures_tombent(inscription, evaluateur, autre_evaluateur, troisieme):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    rendre_emargement(commission=passage.commission, par=None, a=AVANT)
    grille = remplir(passage)
    signer_grille(grille=grille, evaluateur=evaluateur, empreinte=contenu_grille(grille).empreinte, a=LE_JOUR)
    modifier(passage.commission, evaluateur, autre_evaluateur, troisieme)
    assert (FeuilleEmargement.objects.count(), SignatureGrille.objects.count()) == (0, 0)
    assert "La feuille d’émargement imprimée ne vaut plus : elle est à refaire." in phrases(passage.commission)


def test_le_jour_garde_au_dossier_est_celui_de_la_premiere_seance(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    modifier(passage.commission, evaluateur, autre_evaluateur, date=SEANCE + timedelta(days=3))
    inscription.refresh_from_db()
    assert inscription.date_commission == SEANCE + timedelta(days=3)


def test_une_feuille_qui_reste_vraie_est_gardee(inscription, evaluateur, autre_evaluateur, en_un_acte):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    rendre_emargement(commission=passage.commission, par=None, a=AVANT)
    en_un_acte(lambda: changer_le_dossier(passage.commission, "x", None, AVANT, [inscription], feuille=False))
    assert FeuilleEmargement.objects.count() == 1


@pytest.fixture
def en_un_acte():
    return lambda faire: acte(faire)()


@pytest.fixture
def troisieme(db):
    return EvaluateurFactory()
