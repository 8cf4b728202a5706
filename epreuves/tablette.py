"""The tablet of the evaluators in a real browser whose network is really cut: what the suite does with 5 changes, 2
answers lost and a day of 2 candidates, with 40, 50 and 6; the papers of a day of 60 candidates; four tablets that come
back at once with 30 changes each.

python3 dev.py epreuves tablette [--saisies 40] [--reponses-perdues 50] [--candidats 6] [--papiers 60] [--vague 30]
"""

import argparse
import os
import subprocess
import sys

ESSAIS = (
    "tests/evaluations/test_tablette_navigateur.py",
    "tests/evaluations/test_tablette_page_navigateur.py",
    "tests/evaluations/test_vague_navigateur.py",
    "tests/evaluations/test_session_navigateur.py",
    "tests/evaluations/test_regles_navigateur.py",
    "tests/evaluations/test_ampleur.py",
    "tests/navigateur/test_journee.py",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves tablette")
    parser.add_argument("--saisies", type=int, default=40)
    parser.add_argument("--reponses-perdues", type=int, default=50)
    parser.add_argument("--candidats", type=int, default=6)
    parser.add_argument("--papiers", type=int, default=60)
    parser.add_argument("--vague", type=int, default=30)
    options = parser.parse_args(arguments)
    environnement = os.environ | {
        "TABLETTE_SAISIES": str(options.saisies),
        "TABLETTE_REPONSES_PERDUES": str(options.reponses_perdues),
        "JOURNEE_CANDIDATS": str(options.candidats),
        "PAPIERS_CANDIDATS": str(options.papiers),
        "TABLETTE_VAGUE": str(options.vague),
    }
    commande = [sys.executable, "-m", "pytest", "-q", *ESSAIS, "--durations=0"]
    return subprocess.run(commande, env=environnement, check=False).returncode
