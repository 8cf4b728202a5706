"""The walks of every address and of every form, whole: the suite plays a draw of each (decision 0426).

    python3 dev.py epreuves parcours [NOM …]

Rights: each address by each role, then by each verb, open and closed. Readings: each by two who read. Parameters: each
page whose address holds hostile values under every name. Forms: each in two tabs, each with its session lost, each sent
the whole hostile corpus, the names of all the fields, and once what it is about is closed. Traps: two hundred hostile
texts, bare, then in the documents of the portal; hostile texts in every column, read at every address. Policy: each
page in a real browser. Lists: each that sorts. Secrets: each page that an OF reaches after a merge, each page for the
word of the centre, each form before the second wall. One after the other, each in a process of its own: what one
finds does not stop the next, and what it wrote is kept. About five to fifteen minutes each on a machine at rest, the
traps a minute.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARCOURS = {
    "droits": "tests/architecture/test_droits.py",
    "verbes": "tests/architecture/test_verbes.py",
    "lectures": "tests/architecture/test_lectures.py",
    "parametres": "tests/architecture/test_parametres_hostiles.py",
    "saisies": "tests/architecture/test_saisies.py",
    "hostiles": "tests/architecture/test_hostiles.py",
    "attributions": "tests/architecture/test_attributions.py",
    "pieges": "tests/commun/test_pieges.py",
    "documents": "tests/parcours/test_centre_vide.py",
    "sorties": "tests/architecture/test_hostiles_sortis.py",
    "politique": "tests/navigateur/test_politique.py",
    "tris": "tests/architecture/test_tris.py",
    "etancheite": "tests/parcours/test_etancheite.py",
    "mots": "tests/portail/test_nom_du_livret.py",
    "mur": "tests/portail/test_mur.py",
}
"""Each reads PARCOURS_ENTIERS (tests/environnement.py)."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves parcours")
    parser.add_argument("noms", nargs="*", help=", ".join(PARCOURS))
    noms = parser.parse_args(arguments).noms
    if inconnus := sorted(set(noms) - set(PARCOURS)):
        parser.error(f"parcours inconnu : {', '.join(inconnus)}")
    commande = [sys.executable, "-m", "pytest", "-vv", "--durations=0", "--durations-min=1"]
    dossier, choisis, rouges = Path(tempfile.mkdtemp(prefix="parcours-")), noms or list(PARCOURS), []
    for rang, nom in enumerate(choisis, 1):
        debut, journal = time.monotonic(), dossier / f"{nom}.log"
        print(f"{rang} sur {len(choisis)} : {nom}, écrit dans {journal}", flush=True)
        with journal.open("w") as ouvert:
            code = subprocess.run(
                [*commande, PARCOURS[nom]],
                env=os.environ | {"PARCOURS_ENTIERS": "1"},
                stdout=ouvert,
                stderr=ouvert,
                check=False,
            ).returncode
        rouges += [nom] if code else []
        fin = journal.read_text().strip().rpartition("\n")[2]
        print(f"  {'rouge' if code else 'vert'} en {time.monotonic() - debut:.0f} s : {fin}", flush=True)
    print(f"Rouges : {', '.join(rouges) or 'aucun'}")
    return 1 if rouges else 0
