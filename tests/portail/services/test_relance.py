"""A reminder asked for one file."""

import pytest

from candidats.regles.livret import LIVRET_MOIS
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Courriel
from certif_portal.portail.models import Relance
from certif_portal.portail.services.relance import relancer_dossier
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


def test_un_dossier_dont_personne_n_a_d_adresse_ne_se_relance_pas(agent, instant, jour):
    inscription = InscriptionFactory()
    due = Echeance(
        regle=LIVRET_MOIS,
        date_limite=jour,
        libelle="Livret de suivi",
        pour="",
        explication="",
        dossier_type=inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle="livret",
    )
    with pytest.raises(ErreurMetier, match=r"^Aucune adresse n’est connue pour ce dossier\.$"):
        relancer_dossier(inscription=inscription, echeances=[due], le=jour, par=agent, a=instant)
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)
