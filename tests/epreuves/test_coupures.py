"""A small seeded sample of the kills at named points, on a real gunicorn and a real PostgreSQL."""

import random

import pytest

from epreuves.coupures import ACTES, POINTS, eprouver

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db, pytest.mark.timeout(300)]


def test_il_y_a_au_moins_vingt_cinq_points():
    assert len(set(POINTS)) == len(POINTS) >= 25


def test_rien_de_recu_ne_se_perd_quand_un_processus_est_tue():
    tires = random.Random(15).sample(POINTS, 8)  # noqa: S311 - a draw, no secret
    bilan = eprouver(tires)
    assert (bilan.essais, bilan.fautes) == (8, [])
    assert bilan.tues >= 4


def test_un_acte_dit_fait_et_defait_se_verrait():
    """Negative control: the portal answers that it is done, and undoes it."""
    bilan = eprouver([(acte, "", "") for acte in ACTES], temoin=True)
    assert sorted(bilan.fautes) == sorted(f"{acte.nom}, ,  : reçu, et perdu" for acte in ACTES)
