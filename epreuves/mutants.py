"""Faults sown one by one in the rules and the permissions: the tests of the same path must see each of them.

    python3 dev.py epreuves mutants [--tirage 50] [--graine 1] [--tout] [chemin…]
    python3 dev.py epreuves mutants --securite [--depuis 20]

Guards: half a minute each, taken up where they were cut.

A fault that survives is either a test to write or a change that changes nothing; both are shown. Below 95 % seen, the
trial fails. Each fault runs in a process of its own, on the mirrored test alone and what continues it, as `pytest -x`.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from epreuves.securite import GARDES
from epreuves.semis import Faute, fautes
from outils_dev.couches import fichiers_des_couches, miroir

RACINE = Path(__file__).resolve().parent.parent
SEUIL = 0.95
DELAI = 300  # seconds: a fault may make a loop endless
VUE, SURVIT = 1, 0  # exit codes of pytest: a test failed, all passed
ISSUES = {VUE: "vue", SURVIT: "survit"}
PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly"]
PYTEST += ["-p", "epreuves.greffe", "--reuse-db"]


@dataclass(frozen=True)
class Semee:
    chemin: str
    rang: int  # among the faults of its file
    faute: Faute


def semees(chemins: Iterable[str]) -> list[Semee]:
    return [
        Semee(chemin, rang, faute)
        for chemin in chemins
        for rang, faute in enumerate(fautes((RACINE / chemin).read_text()))
    ]


def tirer(toutes: list[Semee], nombre: int, graine: int) -> list[Semee]:
    """The same draw for the same seed, in the order of the sources."""
    tirees = random.Random(graine).sample(range(len(toutes)), min(nombre, len(toutes)))  # noqa: S311 - a draw, no secret
    return [toutes[rang] for rang in sorted(tirees)]


def essais(chemin: str) -> list[str]:
    """The mirrored test, and the files that continue it when it is too long: `test_lieu.py`, `test_lieu_code.py`."""
    test = Path(miroir(chemin))
    suites = sorted((RACINE / test.parent).glob(f"{test.stem}_*.py"))
    return [str(test), *(str(suite.relative_to(RACINE)) for suite in suites)]


def eprouver(semee: Semee, compiles: str) -> int:
    """Exit code of the mirrored test with this fault in it; `compiles` keeps what is compiled from one to the next."""
    return _essayer([*PYTEST, *essais(semee.chemin)], f"{semee.chemin}:{semee.rang}", compiles)


def eprouver_garde(rang: int, compiles: str) -> int:
    """The same for a guard taken away."""
    return _essayer([*PYTEST, *GARDES[rang].tests.split()], f"securite:{rang}", compiles)


def _essayer(commande: list[str], greffe: str, compiles: str) -> int:
    environnement = os.environ | {"GREFFE": greffe, "PYTHONPYCACHEPREFIX": compiles}
    environnement.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return subprocess.run(
            commande, cwd=RACINE, env=environnement, capture_output=True, timeout=DELAI, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return VUE


def bilan(codes: list[tuple[Semee, int]]) -> tuple[int, list[Semee]]:
    """How many were seen, and those that survived; a fault that stops the collection is seen too."""
    survivantes = [semee for semee, code in codes if code == SURVIT]
    return len(codes) - len(survivantes), survivantes


def oter_les_gardes(depuis: int = 0) -> int:
    """All of them must be missed; one alone that is not fails. `depuis`: taken up where it was cut."""
    debut, survivantes = time.monotonic(), []
    with tempfile.TemporaryDirectory() as compiles:
        for rang, garde in list(enumerate(GARDES))[depuis:]:
            code = eprouver_garde(rang, compiles)
            if code != VUE:
                survivantes.append(garde)
            faites, passe = rang + 1 - depuis, time.monotonic() - debut
            reste = passe / faites * (len(GARDES) - rang - 1)
            print(f"  {rang} {ISSUES.get(code, f'code {code}')} : {garde} (il reste {reste:.0f} s)", flush=True)
    jouees = len(GARDES) - depuis
    print(f"{jouees - len(survivantes)} gardes ôtées vues sur {jouees}, en {time.monotonic() - debut:.0f} s")
    return 1 if survivantes else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves mutants")
    parser.add_argument("chemins", nargs="*", help="fichiers de règles ou de permissions (tous, à défaut)")
    parser.add_argument("--tirage", type=int, default=50)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--tout", action="store_true")
    parser.add_argument("--securite", action="store_true", help="les gardes de epreuves/securite.py, une à une")
    parser.add_argument("--depuis", type=int, default=0, help="avec --securite, le rang de la première garde")
    options = parser.parse_args(arguments)
    if options.securite:
        return oter_les_gardes(options.depuis)
    chemins = options.chemins or fichiers_des_couches(str(RACINE), ("regles", "permissions"))
    toutes = semees(chemins)
    choisies = toutes if options.tout else tirer(toutes, options.tirage, options.graine)
    print(f"{len(choisies)} fautes semées, sur {len(toutes)} possibles dans {len(chemins)} fichiers", flush=True)
    debut = time.monotonic()
    with tempfile.TemporaryDirectory() as compiles, ThreadPoolExecutor(max_workers=2) as ouvriers:
        codes = []
        for semee, code in zip(choisies, ouvriers.map(eprouver, choisies, repeat(compiles)), strict=True):
            codes.append((semee, code))
            if code == SURVIT:
                print(f"  survit : {semee.chemin}, {semee.faute}", flush=True)
    vues, _ = bilan(codes)
    part = vues / len(choisies) if choisies else 1.0
    print(f"{vues} vues sur {len(choisies)} ({part:.1%}), en {time.monotonic() - debut:.0f} s")
    return 0 if part >= SEUIL else 1
