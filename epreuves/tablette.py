"""The tablet of the evaluators in a real browser whose network is really cut: what the suite does with 5 changes and 2
answers lost, with 40 and 50.

python3 dev.py epreuves tablette [--saisies 40] [--reponses-perdues 50]
"""

import argparse
import os
import subprocess
import sys

ESSAIS = "tests/evaluations/test_tablette_navigateur.py"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves tablette")
    parser.add_argument("--saisies", type=int, default=40)
    parser.add_argument("--reponses-perdues", type=int, default=50)
    options = parser.parse_args(arguments)
    environnement = os.environ | {
        "TABLETTE_SAISIES": str(options.saisies),
        "TABLETTE_REPONSES_PERDUES": str(options.reponses_perdues),
    }
    commande = [sys.executable, "-m", "pytest", "-q", ESSAIS, "-k", "reseau_coupe or reponse_perdue"]
    return subprocess.run(commande, env=environnement, check=False).returncode
