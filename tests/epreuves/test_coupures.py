"""A small seeded sample of the kills at named points, on a real gunicorn and a real PostgreSQL."""

import random
import threading
import time
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from epreuves.coupures import ACTES, POINTS, Acte, Portail, eprouver

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db, pytest.mark.timeout(300)]


def test_il_y_a_au_moins_vingt_cinq_points():
    assert len(set(POINTS)) == len(POINTS) >= 25


def test_rien_de_recu_ne_se_perd_quand_un_processus_est_tue():
    tires = random.Random(15).sample(POINTS, 5)  # noqa: S311 - a draw, no secret
    bilan = eprouver(tires)
    assert (bilan.essais, bilan.fautes) == (5, [])
    assert bilan.tues >= 2


def test_un_acte_dit_fait_et_defait_se_verrait():
    """Negative control: the portal answers that it is done, and undoes it."""
    bilan = eprouver([(acte, "", "") for acte in ACTES], temoin=True)
    assert sorted(bilan.fautes) == sorted(f"{acte.nom}, ,  : reçu, et perdu" for acte in ACTES)


def test_la_base_qui_tombe_pendant_qu_on_compte_est_redemandee():
    """A kill may take down the very session that counts: what it is then told is no fault of the portal."""
    lu = connection.settings_dict
    url = f"postgresql://{lu['USER']}@{lu['HOST']}:{lu['PORT']}/{lu['NAME']}"
    lent = Acte("lente", "", "(SELECT 'cut1z' AS nom FROM pg_sleep(1)) AS lente", "nom")
    finies: list[int] = []

    def abattre() -> None:
        limite = time.monotonic() + 30
        with closing(psycopg2.connect(url)) as base, base.cursor() as curseur:
            base.autocommit = True
            while not finies and time.monotonic() < limite:
                curseur.execute(
                    "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT count%%pg_sleep(1)%%'"
                    " AND state = 'active' AND datname = %s",
                    [lu["NAME"]],
                )
                finies.extend(pid for (pid,) in curseur.fetchall())
            for pid in finies:
                curseur.execute("SELECT pg_terminate_backend(%s)", [pid])

    fil = threading.Thread(target=abattre)
    fil.start()
    compte = Portail(None, url, None).compter(lent, "cut1z")
    fil.join()
    assert (compte, len(finies)) == ((1, 0, 0), 1)
