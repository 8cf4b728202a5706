"""Evaluators: invited, described, out of service."""

import pytest

from certif_portal.commun.models import Courriel
from evaluations.services.evaluateur import Situation, inviter_evaluateur
from tests.evaluations.factories import AVANT

pytestmark = pytest.mark.django_db


def test_inviter_puis_decrire_un_evaluateur(responsable):
    situation = Situation(entreprise_nom="Forges de l’Ouest", service="Qualité", fonction="Chef d’atelier")
    evaluateur = inviter_evaluateur(
        courriel="lucja@forges.fr", prenom="Łucja", nom="Œuvré-Çelik", situation=situation, par=responsable, a=AVANT
    )
    assert str(evaluateur) == "Łucja Œuvré-Çelik"
    assert Courriel.objects.get().destinataire == "lucja@forges.fr"
    encore = inviter_evaluateur(
        courriel="lucja@forges.fr",
        prenom="Łucja",
        nom="Œuvré-Çelik",
        situation=Situation(entreprise_nom="Chantiers du Ponant"),
        par=responsable,
        a=AVANT,
    )
    assert (encore.pk, encore.entreprise_nom) == (evaluateur.pk, "Chantiers du Ponant")
