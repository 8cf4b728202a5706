"""A small seeded sample of the workers that are killed, on the real PostgreSQL."""

import time

import pytest

from epreuves import arrets
from tests.candidats.factories import CandidatFactory

# What factories owe to kept rows is remade when one is read: here counting them would write, between two counts.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.sans_fabrique]


def test_un_ouvrier_tue_n_ecrit_rien_a_moitie():
    bilan = arrets.eprouver(fois=3, lignes=20, graine=1)
    assert bilan.fautes == [], bilan.fautes[0]
    assert bilan.tues + bilan.finis == 3


def test_ce_qui_serait_a_moitie_ecrit_se_verrait(monkeypatch):
    """Negative control: a worker that writes a row of its own first, outside the transaction of the workbook."""
    entier = arrets.enregistrer

    def en_deux_fois(classeur_id, par):
        CandidatFactory()
        time.sleep(0.5)
        entier(classeur_id, par)

    monkeypatch.setattr(arrets, "enregistrer", en_deux_fois)
    bilan = arrets.eprouver(fois=3, lignes=5, graine=1)
    dit = "à moitié écrit : en_cours, 0 candidats sur 5, {"
    assert any(faute.startswith(dit) and "candidats.Candidat" in faute for faute in bilan.fautes), bilan.fautes
