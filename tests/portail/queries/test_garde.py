"""Until when what one file holds is kept, as its page says it."""

from datetime import date

import pytest

from candidats.models import Inscription
from certif_portal.portail.queries.garde import faits_de_garde, gardes_du_dossier
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, planifier, remplir

pytestmark = pytest.mark.django_db
FIN = date(2026, 12, 1)


def tenues(inscription) -> dict[str, date]:
    lue = Inscription.objects.annotate(**faits_de_garde()).get(pk=inscription.pk)
    return {garde.quoi: garde.jusqu_au for garde in gardes_du_dossier(lue)}


def test_qui_part_apres_sa_seance_laisse_des_appreciations_et_qui_n_en_eut_pas_aucune():
    """PREPARATION-CONSERVATION"""
    evaluee, autre = InscriptionFactory(), InscriptionFactory()
    remplir(planifier(evaluee, EvaluateurFactory(), EvaluateurFactory()))
    assert tenues(evaluee) == {}  # under way
    Inscription.objects.update(etat="abandonnee", abandonnee_le=FIN)
    assert tenues(evaluee)["Appréciations de la commission"] == date(2027, 6, 1)
    assert "Appréciations de la commission" not in tenues(autre)
    assert tenues(autre)["Papiers d’évaluation"] == date(2027, 6, 1)
