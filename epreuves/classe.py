"""A class of forty in a real browser, from its list to its livrets: clicks, keys and waits of each, as they were.

python3 dev.py epreuves classe
"""

import os
import subprocess
import sys

ESSAIS = (
    "tests/navigateur/test_classe.py::test_une_classe_de_quarante_se_depose_en_peu_de_gestes",
    "tests/candidats/test_pieces_navigateur.py::test_l_agent_verifie_la_classe",
    "tests/candidats/test_livrets_navigateur.py",
)


def main(arguments: list[str]) -> int:
    commande = [sys.executable, "-m", "pytest", "-q", "-s", *ESSAIS, *arguments]
    return subprocess.run(commande, env=os.environ | {"CLASSE_ENTIERE": "1"}, check=False).returncode
