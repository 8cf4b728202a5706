"""A jury of 300 candidates deliberated in a real browser, as the suite does with 63: at most ninety clicks.

python3 dev.py epreuves deliberation [--candidats 300]
"""

import argparse
import os
import subprocess
import sys

ESSAI = "tests/jurys/views/test_deliberation_navigateur.py::test_la_deliberation_tient_en_peu_de_clics"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves deliberation")
    parser.add_argument("--candidats", type=int, default=300)
    options = parser.parse_args(arguments)
    environnement = os.environ | {"DELIBERATION_CANDIDATS": str(options.candidats)}
    commande = [sys.executable, "-m", "pytest", "-q", "-s", ESSAI]
    return subprocess.run(commande, env=environnement, check=False).returncode
