"""A small draw of the forty-five years: few files, a purge every five years, every canary gone; and one that stays."""

import pytest
from dateutil.relativedelta import relativedelta

from certif_portal.portail.services import purge
from epreuves.conservation import APPRECIATIONS, DEBUT, Bilan, eprouver, verifier_reste
from tests.candidats.factories import InscriptionFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db, pytest.mark.timeout(900)]


def test_quarante_cinq_ans_ne_laissent_que_ce_que_dit_la_table():
    bilan = eprouver(nombre=12, canaris=24, pas=108, graine=3)
    assert bilan.fautes == []
    assert bilan.plantes >= 20
    assert bilan.trouves_avant >= 8
    assert bilan.effacees > 100


def test_un_geste_oublie_laisse_un_canari(monkeypatch):
    """Negative control: the papers of juries are listed, counted, and left as they are."""
    vrai = purge.effacer
    monkeypatch.setattr(purge, "effacer", lambda cible, cles: None if cible.code == "jury" else vrai(cible, cles))
    bilan = eprouver(nombre=12, canaris=24, pas=540, graine=3)
    assert any("canari retrouvé, jurys_" in faute for faute in bilan.fautes)


def test_ce_qui_s_efface_trop_tot_est_vu():
    """Negative control: left after its sitting, a file keeps its appreciations for six months; here they are gone."""
    inscription = InscriptionFactory(etat="abandonnee", abandonnee_le=DEBUT)
    bilan, presents = Bilan(), {APPRECIATIONS: {inscription.pk}, "Papiers d’évaluation": set()}
    verifier_reste(DEBUT + relativedelta(months=6), presents, bilan)
    assert bilan.fautes == [f"{DEBUT + relativedelta(months=6)} : {APPRECIATIONS} : 0 de trop, 1 de moins"]
    verifier_reste(DEBUT + relativedelta(months=6, days=1), presents, bilan)
    assert len(bilan.fautes) == 1
