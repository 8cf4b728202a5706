"""A class of forty in a real browser, from its list to its livrets: clicks, keys and waits of each, as they were.

python3 dev.py epreuves classe
"""

import subprocess
import sys

ESSAI = "tests/navigateur/test_classe.py::test_une_classe_de_quarante_se_depose_en_peu_de_gestes"


def main(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", ESSAI, *arguments], check=False).returncode
