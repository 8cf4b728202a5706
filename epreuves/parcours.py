"""The walks of every address and of every form, whole: the suite plays a draw of each (decision 0426).

    python3 dev.py epreuves parcours [droits verbes lectures saisies hostiles attributions politique]

Rights: each address by each role, then by each verb, open and closed. Readings: each by two who read. Forms: each in
two tabs, each with its session lost, each sent three hostile draws, the names of all the fields, and once what it is
about is closed. Policy: each page in a real browser.
"""

import argparse
import os
import subprocess
import sys

PARCOURS = {
    "droits": "tests/architecture/test_droits.py",
    "verbes": "tests/architecture/test_verbes.py",
    "lectures": "tests/architecture/test_lectures.py",
    "saisies": "tests/architecture/test_saisies.py",
    "hostiles": "tests/architecture/test_hostiles.py",
    "attributions": "tests/architecture/test_attributions.py",
    "politique": "tests/navigateur/test_politique.py",
}
"""Each reads PARCOURS_ENTIERS (tests/environnement.py)."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves parcours")
    parser.add_argument("noms", nargs="*", help=", ".join(PARCOURS))
    noms = parser.parse_args(arguments).noms
    if inconnus := sorted(set(noms) - set(PARCOURS)):
        parser.error(f"parcours inconnu : {', '.join(inconnus)}")
    essais = [PARCOURS[nom] for nom in noms or PARCOURS]
    commande = [sys.executable, "-m", "pytest", "-q", "--durations=0", "--durations-min=1", *essais]
    return subprocess.run(commande, env=os.environ | {"PARCOURS_ENTIERS": "1"}, check=False).returncode
