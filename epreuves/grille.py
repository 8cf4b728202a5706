"""Two evaluators on one grid, told 500 ways; sixty tablets that come back at once, to the services then through HTTP:
nothing lost, nothing twice, no error.

    python3 dev.py epreuves grille [--histoires 500] [--tablettes 60]

The very tests of the suite, at their full size.
"""

import argparse
import os
import subprocess
import sys


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves grille")
    parser.add_argument("--histoires", type=int, default=500)
    parser.add_argument("--tablettes", type=int, default=60)
    options = parser.parse_args(arguments)
    tailles = {"HISTOIRES": str(options.histoires), "TABLETTES": str(options.tablettes), "TESTS": "1"}
    essais = [f"tests/evaluations/test_{nom}.py" for nom in ("entrelacements", "concurrence_http")]
    commande = [sys.executable, "-m", "pytest", "-q", "--durations=5", *essais]
    return subprocess.run(commande, env=os.environ | tailles, check=False).returncode
