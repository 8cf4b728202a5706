"""Two evaluators on one grid, told 500 ways; sixty tablets that come back at once: nothing lost, nothing twice.

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
    essais = [sys.executable, "-m", "pytest", "-q", "--durations=5", "tests/evaluations/test_entrelacements.py"]
    return subprocess.run(essais, env=os.environ | tailles, check=False).returncode
