"""The demonstration loaded on days drawn by a seed: Sundays, ends of months, 29 February.

    python3 dev.py epreuves demo [--jours 8] [--graine 1]

Each day runs in a database of its own, up to a certificate verified; the days that fail are named.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

RACINE = Path(__file__).resolve().parent.parent
PARIS = ZoneInfo("Europe/Paris")
TOUJOURS = (date(2026, 11, 22), date(2028, 2, 29), date(2026, 12, 31))  # a Sunday, a leap day, the end of a year
DEBUT, ETENDUE = date(2026, 1, 1), 5 * 366  # days


def jours(nombre: int, graine: int) -> Iterator[date]:
    """The days that are always tried, then as many as asked drawn by the seed."""
    yield from TOUJOURS[:nombre]
    tirage = random.Random(graine)  # noqa: S311 - a draw, no secret
    for _ in range(nombre - len(TOUJOURS)):
        yield DEBUT + timedelta(days=tirage.randrange(ETENDUE))


def environnement(dossier: str) -> dict[str, str]:
    """Of a demonstration in this folder, whatever servers the trial was given."""
    ici = {nom: valeur for nom, valeur in os.environ.items() if nom not in ("DATABASE_URL", "REDIS_URL", "TESTS")}
    return ici | {
        "DEMO": "1",
        "VAR_DIR": dossier,
        "SECRET_KEY": "cle-sans-valeur-hors-d-une-epreuve-" * 2,
        "DATABASE_URL": f"sqlite:///{dossier}/demo.sqlite3",
        "ALLOWED_HOSTS": "127.0.0.1",
    }


def charger(jour: date, dossier: str) -> str:
    """What went wrong, or nothing."""
    decalage = (jour - datetime.now(PARIS).date()).days
    Path(dossier, "horloge.json").write_text(json.dumps({"jours": decalage}))
    for commande in (["migrate", "--no-input", "--verbosity", "0"], ["charger_demo"], ["verifier_demo"]):
        fini = subprocess.run(
            [sys.executable, "manage.py", *commande],
            cwd=RACINE,
            env=environnement(dossier),
            capture_output=True,
            text=True,
            check=False,
        )
        if fini.returncode:
            return f"{commande[0]} : {(fini.stderr.strip().splitlines() or ['?'])[-1]}"
    return ""


def main(arguments: list[str]) -> int:
    lecteur = argparse.ArgumentParser(prog="dev.py epreuves demo")
    lecteur.add_argument("--jours", type=int, default=8)
    lecteur.add_argument("--graine", type=int, default=1)
    options = lecteur.parse_args(arguments)
    perdus = 0
    for jour in jours(options.jours, options.graine):
        depart = time.perf_counter()
        with tempfile.TemporaryDirectory() as dossier:
            faute = charger(jour, dossier)
        perdus += bool(faute)
        print(f"{jour:%A %d/%m/%Y} : {faute or 'bon'} ({time.perf_counter() - depart:.0f} s)", flush=True)
    print(f"{options.jours - perdus} jours sur {options.jours}.")
    return 1 if perdus else 0
