"""The sittings of an evaluator over a period, and the attestation for their employer."""

from datetime import date

import pypdfium2
import pytest
from django.urls import reverse

from evaluations.choix import EtatCommission
from evaluations.models import Commission
from evaluations.queries.participation import seances_tenues
from tests.evaluations.factories import EvaluateurFactory, creer_commission

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenues(evaluateur, autre_evaluateur):
    for jour, lieu in ((date(2026, 3, 5), "Lorient"), (date(2026, 11, 6), "Lanester"), (date(2027, 1, 8), "Vannes")):
        creer_commission(evaluateur, autre_evaluateur, date=jour, lieu=lieu)
    Commission.objects.update(etat=EtatCommission.TENUE)
    creer_commission(evaluateur, date=date(2026, 6, 1), lieu="Prévue")
    return evaluateur


def test_les_seances_tenues_de_la_periode_bornes_comprises(tenues):
    lues = seances_tenues(tenues, date(2026, 3, 5), date(2026, 11, 6))
    assert [seance.lieu for seance in lues] == ["Lorient", "Lanester"]


def test_l_evaluateur_tire_son_attestation(tenues, connecte):
    client = connecte(tenues.utilisateur)
    suite = client.get(reverse("mes_seances"), follow=True).content.decode()
    assert ("Lorient" in suite, "Vannes" in suite) == (True, False)
    pdf = client.get(
        reverse("evaluateur_attestation", args=[tenues.pk]), {"du": "2026-01-01", "au": "2027-12-31"}
    ).content
    dit = " ".join(" ".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(pdf)).split())
    for attendu in (tenues.utilisateur.nom.upper(), tenues.entreprise_nom, "à 3 séances", "8 janvier 2027, "[:14]):
        assert attendu in dit


def test_rien_a_attester_se_dit(tenues, connecte):
    client = connecte(tenues.utilisateur)
    adresse = reverse("evaluateur_attestation", args=[tenues.pk])
    for periode, dit in (
        ({"du": "2020-01-01", "au": "2020-12-31"}, "rien à attester"),
        ({"du": "2026-12-31", "au": "2026-01-01"}, "précède son début"),
    ):
        page = client.get(adresse, periode, follow=True).content.decode()
        assert dit in page


def test_un_autre_evaluateur_ne_lit_pas_les_siennes(tenues, connecte, agent):
    autre = EvaluateurFactory()
    adresse = reverse("evaluateur_seances", args=[tenues.pk])
    assert connecte(autre.utilisateur).get(adresse).status_code == 404
    assert "Lorient" in connecte(agent).get(adresse).content.decode()
