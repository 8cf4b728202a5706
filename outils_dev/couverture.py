"""The gate of the suite: every line and every branch of the rules, the services and the permissions has been walked.

    python -m outils_dev.couverture DOSSIER      what each process of the suite has measured (outils_dev/mesure.py)

One line per file that misses something: the lines never walked, then the branches never taken (from -> to).
"""

import glob
import json
import os
import sys

from outils_dev.couches import fichiers_des_couches

RACINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def manques(racine, mesure):
    """Path -> « 12, 40->42 » for each file of the layers not walked whole; `mesure` gives (lines, branches)."""
    trouves = {}
    for chemin in fichiers_des_couches(racine):
        lignes, branches = mesure(chemin)
        absents = [str(ligne) for ligne in sorted(lignes)]
        absents += ["%d->%s" % (de, vers if vers > 0 else "fin") for de, vers in sorted(branches) if de not in lignes]
        if absents:
            trouves[chemin] = ", ".join(absents)
    return trouves


def lire_mesure(dossier):
    """What all the processes walked together; a file that none has imported misses everything."""
    import slipcover

    bilans = []
    for chemin in sorted(glob.glob(os.path.join(dossier, "*.json"))):
        with open(chemin) as fichier:
            bilans.append(json.load(fichier))
    for autre in bilans[1:]:
        slipcover.merge_coverage(bilans[0], autre)
    fichiers = bilans[0]["files"] if bilans else {}

    def mesure(chemin):
        if chemin not in fichiers:
            return {0}, set()
        lu = fichiers[chemin]
        return set(lu["missing_lines"]), {tuple(branche) for branche in lu["missing_branches"]}

    return mesure


def dire(trouves):
    """One line, then one per file that is not whole."""
    combien = "%d fichiers à finir" % len(trouves) if trouves else "entière"
    return ["Couverture de regles, services et permissions (lignes et branches) : %s." % combien] + [
        "  ✗ %s : %s" % (chemin, trouves[chemin]) for chemin in sorted(trouves)
    ]


def main():
    trouves = manques(RACINE, lire_mesure(sys.argv[1]))
    print("\n".join(dire(trouves)))
    return 1 if trouves else 0


if __name__ == "__main__":
    sys.exit(main())
