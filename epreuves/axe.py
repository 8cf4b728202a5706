"""Every page of the portal, as each role that opens it, at three widths and in each of its states, before axe and
before our own measures; the suite walks one page of each template.

python3 dev.py epreuves axe [--adresses inscription_detail agenda] [--roles agent of]
"""

import argparse
import os
import subprocess
import sys

ESSAIS = (
    "tests/navigateur/test_acces.py::test_tout_le_portail_sous_chaque_role_et_a_trois_largeurs",
    "tests/navigateur/test_acces.py::test_l_administration_devant_axe",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves axe")
    parser.add_argument("--adresses", nargs="*", default=[], help="noms d’adresses ; toutes par défaut")
    parser.add_argument("--roles", nargs="*", default=[], help="agent, of, evaluateur… ; tous par défaut")
    options = parser.parse_args(arguments)
    environnement = os.environ | {
        "AXE_ENTIER": "oui",
        "AXE_ADRESSES": " ".join(options.adresses),
        "AXE_ROLES": " ".join(options.roles),
    }
    commande = [sys.executable, "-m", "pytest", "-q", "-s", *ESSAIS]
    return subprocess.run(commande, env=environnement, check=False).returncode
