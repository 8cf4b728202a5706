"""R12: the disk of PostgreSQL is full. A page says so, nothing is half written, and it goes on once there is room."""

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from epreuves.coupures import ACTES, servir

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db, pytest.mark.timeout(400)]
ORGANISME = next(acte for acte in ACTES if acte.nom == "organisme")
ESSAIS = 150
"""Acts sent at most: a page of a table holds about twenty-five lines of the journal."""


@pytest.fixture
def disque(monkeypatch):
    """Where the cluster of this test lives."""
    ou = tempfile.mkdtemp(prefix="portail-disque-")
    monter = ["mount", "-t", "tmpfs", "-o", "size=700m,mode=711", "tmpfs", ou]
    if os.geteuid() or subprocess.run(monter, check=False, capture_output=True).returncode:
        os.rmdir(ou)
        pytest.skip("il faut être root pour faire un disque")
    monkeypatch.setattr(tempfile, "tempdir", ou)
    yield Path(ou)
    subprocess.run(["umount", ou], check=True)
    os.rmdir(ou)


def remplir(disque: Path) -> Path:
    lest = disque / "lest"
    with suppress(OSError), lest.open("wb", buffering=0) as fichier:
        while True:
            fichier.write(bytes(4096))
    return lest


def test_le_disque_de_la_base_plein_se_dit_et_ne_laisse_rien_a_moitie(disque):
    with servir() as ici:
        with psycopg2.connect(ici.url) as base:
            base.autocommit = True
            base.cursor().execute("CHECKPOINT")
        base.close()
        saisie = ici.client.formulaire(ORGANISME.page)
        assert ici.client.demander(ORGANISME.page, saisie | ORGANISME.saisie("avant0z", 0))[0] == 302
        lest = remplir(disque)
        recus, refus = 0, []
        for rang in range(1, ESSAIS):
            saisie = ici.client.formulaire(ORGANISME.page)
            mot = f"plein{rang}z"
            statut, page = ici.client.demander(ORGANISME.page, saisie | ORGANISME.saisie(mot, rang))
            lignes, traces, _ = ici.compter(ORGANISME, mot)
            assert (lignes, bool(traces)) == (int(statut == 302), statut == 302), (rang, statut)
            recus += statut == 302
            if statut != 302:
                refus.append((statut, page))
                break
        assert refus, f"{recus} actes écrits sans que le disque manque"
        statut, page = refus[0]
        assert (statut, "indisponible quelques instants" in page) == (503, True)
        assert ici.client.demander("/vivant")[0] == 200
        lest.unlink()
        saisie = ici.client.formulaire(ORGANISME.page)
        assert ici.client.demander(ORGANISME.page, saisie | ORGANISME.saisie("apres0z", 999))[0] == 302
        assert ici.compter(ORGANISME, "apres0z")[:2] == (1, 1)
