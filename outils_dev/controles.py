"""`dev.py verifie`: everything that can be said of the code without running its tests; `dev.py verrou`: the locks."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from outils_dev.environnement import (
    BIN,
    PY,
    RACINE,
    environnement_uv,
    environnement_vierge,
    exiger_systeme,
    preparer_environnement,
)
from outils_dev.systeme import dire, fin

VERSION_DE_DJANGO = "5.2"


def gabarits():
    """The HTML templates, by their paths."""
    trouves = []
    for dossier, _sous_dossiers, fichiers in os.walk(os.path.join(RACINE, "templates")):
        trouves += [os.path.join(dossier, nom) for nom in fichiers if nom.endswith(".html")]
    return sorted(trouves)


def djade(*options):
    return [os.path.join(BIN, "djade"), "--target-version", VERSION_DE_DJANGO] + list(options) + gabarits()


def controles():
    """The longest first: two are run at a time."""
    return (
        ("types", [PY, "-m", "mypy"]),
        ("format", [PY, "-m", "ruff", "format", "--check", "--output-format", "concise", "."]),
        ("lint", [PY, "-m", "ruff", "check", "--output-format", "concise", "."]),
        ("gabarits", djade("--check")),
        ("contrats d’import", [os.path.join(BIN, "lint-imports")]),
        ("cohérence", [PY, "manage.py", "check", "--fail-level", "WARNING"]),
        ("migrations", [PY, "manage.py", "makemigrations", "--check", "--dry-run"]),
        ("dépendances", [PY, "-m", "deptry", "."]),
    )


def corrections():
    return (
        ("lint", [PY, "-m", "ruff", "check", "--quiet", "--fix", "."]),
        ("format", [PY, "-m", "ruff", "format", "--quiet", "."]),
        ("gabarits", djade()),
    )


def executer(nom, commande, environnement):
    """Run one check; its output is shown only when it fails."""
    resultat = subprocess.run(
        commande, cwd=RACINE, env=environnement, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if resultat.returncode:
        print("✗ %s\n%s" % (nom, resultat.stdout.decode("utf-8", "replace").rstrip()), flush=True)
    else:
        print("✓ %s" % nom, flush=True)
    return resultat.returncode


def verifie(corrige=False):
    exiger_systeme(avec_pdf=False)
    preparer_environnement("dev")
    environnement = environnement_vierge(TESTS="1", PYTHONWARNINGS="ignore::SyntaxWarning")
    if corrige:
        for nom, commande in corrections():
            executer("correction : " + nom, commande, environnement)
    with ThreadPoolExecutor(2) as deux:
        passes = list(deux.map(lambda controle: (controle[0], executer(*controle, environnement)), controles()))
    echecs = [nom for nom, code in passes if code]
    if echecs:
        fin("Contrôles en échec : %s." % ", ".join(echecs), 1)
    dire("tous les contrôles passent")
    return 0


def compilations(mise_a_jour):
    """The four locks of the project, each held to the versions of the one it contains."""
    commun = [os.path.join(BIN, "uv"), "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes"]
    commun += ["--no-header", "--no-annotate", "--quiet"] + (["--upgrade"] if mise_a_jour else [])
    for nom, options in (
        ("base", []),
        ("prod", ["--extra", "prod", "-c", "requirements/base.txt"]),
        ("test", ["--group", "test", "-c", "requirements/base.txt"]),
        ("dev", ["--group", "dev", "-c", "requirements/test.txt"]),
    ):
        yield nom, commun + options + ["-o", "requirements/%s.txt" % nom]


def verrou(mise_a_jour=False):
    exiger_systeme(avec_pdf=False)
    preparer_environnement("dev")
    for nom, commande in compilations(mise_a_jour):
        dire("requirements/%s.txt" % nom)
        if subprocess.run(commande, cwd=RACINE, env=environnement_uv(), check=False).returncode:
            fin("requirements/%s.txt n’a pas pu être écrit." % nom, 1)
        with open(os.path.join(RACINE, "requirements", nom + ".txt")) as fichier:
            if "://" in fichier.read():
                fin("requirements/%s.txt nomme un serveur : retirez-le." % nom, 1)
    return 0
