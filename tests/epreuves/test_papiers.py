"""A small seeded sample of the workers killed while they make the papers of a jury, on the real PostgreSQL."""

import pytest

from epreuves import papiers

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_un_ouvrier_tue_ne_garde_aucun_papier_a_moitie():
    papiers.peupler()
    bilan = papiers.eprouver(candidats=12, fois=2, graine=3)
    assert bilan.fautes == []
    # 12 letters, 9 certificates of two OF, a slip each, a PV, an émargement; no company to write to
    assert bilan.papiers == 12 + 9 + 2 + 1 + 1


def test_un_papier_garde_a_moitie_se_verrait(monkeypatch):
    """Negative control: a worker that ties the document to the paper alone."""
    from jurys.services import papier

    monkeypatch.setattr(papier.Certificat.objects, "bulk_update", lambda *_: 0)
    papiers.peupler()
    bilan = papiers.eprouver(candidats=4, fois=0, graine=3)
    assert bilan.fautes == ["certificats sans leur document : 3"]
