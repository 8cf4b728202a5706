"""A grid that a jury has is not opened again."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from evaluations.choix import EtatGrille
from evaluations.models import Grille
from jurys.choix import EtatJury
from jurys.models import Presentation
from jurys.services.reouverture import rouvrir_hors_jury
from tests.evaluations.factories import LE_JOUR, planifier, remplir, sceller
from tests.jurys.factories import JuryFactory
from tests.scelles import desceller

pytestmark = pytest.mark.django_db


@pytest.fixture
def grille(inscription, evaluateur, autre_evaluateur):
    return sceller(remplir(planifier(inscription, evaluateur, autre_evaluateur)))


def rouvrir(grille, responsable):
    return rouvrir_hors_jury(grille=grille, motif="Erreur de saisie", par=responsable, a=LE_JOUR)


def test_sans_jury_elle_se_rouvre(grille, responsable):
    assert rouvrir(grille, responsable).etat == EtatGrille.OUVERTE


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [(EtatJury.PREPARATION, "détachez-le d’abord"), (EtatJury.CLOS, "son procès-verbal se rectifie")],
)
@desceller()
def test_avec_un_jury_elle_reste_fermee(grille, responsable, etat, phrase):
    jury = JuryFactory(etat=etat, convoque_le=LE_JOUR, clos_le=LE_JOUR if etat == EtatJury.CLOS else None)
    Presentation.objects.create(jury=jury, inscription=grille.inscription, code="K1", ordre=1)
    with pytest.raises(ErreurMetier, match=phrase):
        rouvrir(grille, responsable)
    assert Grille.objects.get().etat == EtatGrille.SCELLEE
