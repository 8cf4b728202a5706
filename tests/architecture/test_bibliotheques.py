"""The two libraries of reading stand alone: every file of them loads, and reads, where no setting of Django exists."""

import os
import subprocess
import sys

from tests.environnement import RACINE

LIRE = """
from datetime import date
from importlib import import_module
from pathlib import Path

from django.conf import settings

modules = [
    import_module(".".join(fichier.with_suffix("").parts))
    for dossier in ("candidats/imports", "referentiels/imports")
    for fichier in sorted(Path(dossier).glob("*.py"))
]
from candidats.imports.contexte import ContexteImport
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ouvrir_classeur, ranger

lu = ranger(ouvrir_classeur("Nom de naissance;Prénom;Courriel\\nBERNARD;Lucie;lucie\\n".encode()))
contexte = ContexteImport(date(2026, 9, 1), 15, (), {})
ligne, = controler_classeur(lu, contexte).lignes
assert not settings.configured
print(len(modules), *[anomalie.lu for anomalie in ligne.anomalies if anomalie.cle == "courriel"])
"""


def test_elles_lisent_sans_reglage_de_django():
    environnement = {cle: valeur for cle, valeur in os.environ.items() if cle != "DJANGO_SETTINGS_MODULE"}
    lu = subprocess.run([sys.executable, "-c", LIRE], cwd=RACINE, env=environnement, capture_output=True, text=True)
    assert lu.returncode == 0, lu.stderr
    modules, refuse = lu.stdout.split()
    assert (int(modules) > 40, refuse) == (True, "lucie")
