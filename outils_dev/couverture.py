"""The gate of the suite: every line and every branch of the rules, the services and the permissions has been walked.

    python -m outils_dev.couverture      reads the measure that `dev.py tests` has just taken (.coverage)

One line per file that misses something: the lines never walked, then the branches never taken (from -> to).
"""

import json
import os
import sys
import tempfile

from outils_dev.couches import fichiers_des_couches

# Known not to be walked whole yet. The list only shrinks: whoever touches one of these files finishes it.
A_FINIR = frozenset(
    [
        "candidats/services/classeur.py",
        "candidats/services/depot.py",
        "candidats/services/inscription.py",
        "candidats/services/insertion.py",
        "candidats/services/lot.py",
        "candidats/services/projet.py",
        "candidats/services/rapport.py",
        "certif_portal/portail/services.py",
        "evaluations/services/grille.py",
        "habilitations/services/acte.py",
        "habilitations/services/audit.py",
        "habilitations/services/dossier.py",
        "habilitations/services/non_conformite.py",
        "jurys/services/cloture.py",
        "jurys/services/composition.py",
        "jurys/services/deliberation.py",
        "referentiels/services/actualisation.py",
        "referentiels/services/demande.py",
        "referentiels/services/relecture.py",
    ]
)
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


def lire_mesure(racine):
    """The measure of the last run, file by file; a file that was never imported misses everything."""
    import coverage

    mesures = coverage.Coverage(config_file=os.path.join(racine, "pyproject.toml"))
    mesures.load()
    with tempfile.TemporaryDirectory() as dossier:
        bilan = os.path.join(dossier, "couverture.json")
        mesures.json_report(outfile=bilan)
        with open(bilan) as fichier:
            fichiers = json.load(fichier)["files"]

    def mesure(chemin):
        if chemin not in fichiers:
            return {0}, set()
        lu = fichiers[chemin]
        return set(lu["missing_lines"]), {tuple(branche) for branche in lu["missing_branches"]}

    return mesure


def juger(trouves, a_finir):
    """What is said, and whether it fails: a file out of the list must be whole."""
    nouveaux = sorted(set(trouves) - a_finir)
    lignes = ["  %s %s : %s" % ("✗" if c in nouveaux else "·", c, trouves[c]) for c in sorted(trouves)]
    lignes += ["  parcouru en entier, à retirer de la liste : %s" % chemin for chemin in sorted(a_finir - set(trouves))]
    verdict = "%d fichiers à finir, %d qui devraient l’être" % (len(trouves) - len(nouveaux), len(nouveaux))
    return ["Couverture de regles, services et permissions (lignes et branches) : %s." % verdict] + lignes, bool(
        nouveaux
    )


def main():
    lignes, rouge = juger(manques(RACINE, lire_mesure(RACINE)), A_FINIR)
    print("\n".join(lignes))
    return 1 if rouge else 0


if __name__ == "__main__":
    sys.exit(main())
