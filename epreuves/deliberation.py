"""What follows a jury of 63 candidates, then a jury of 300 deliberated, in a real browser, as the suite does with 14: a
click for each refused or reserved, and fourteen for all the others.

python3 dev.py epreuves deliberation [--candidats 300]
"""

import argparse
import os
import subprocess
import sys

ESSAIS = (
    "tests/jurys/views/test_apres_jury_navigateur.py",
    "tests/jurys/views/test_deliberation_navigateur.py::test_la_deliberation_tient_en_peu_de_clics",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves deliberation")
    parser.add_argument("--candidats", type=int, default=300)
    options = parser.parse_args(arguments)
    environnement = os.environ | {"DELIBERATION_CANDIDATS": str(options.candidats), "APRES_JURY_CANDIDATS": "63"}
    commande = [sys.executable, "-m", "pytest", "-q", "-s", *ESSAIS]
    return subprocess.run(commande, env=environnement, check=False).returncode
