"""The layers that are held: a test at the path of each file, every line and branch walked."""

import os
import re
import subprocess
import sys

import pytest

from outils_dev.couches import couche_de, fichiers_des_couches, miroir
from outils_dev.couverture import dire, lire_mesure, manques
from tests.environnement import RACINE


@pytest.mark.parametrize(
    ("chemin", "couche", "test"),
    [
        ("jurys/regles/piece.py", "regles", "tests/jurys/regles/test_piece.py"),
        ("referentiels/regles.py", "regles", "tests/referentiels/test_regles.py"),
        ("certif_portal/comptes/permissions.py", "permissions", "tests/comptes/test_permissions.py"),
        ("candidats/services/depot.py", "services", "tests/candidats/services/test_depot.py"),
        ("candidats/views/livret.py", "", "tests/candidats/views/test_livret.py"),
        ("templates/regles.html", "", "tests/templates/test_regles.html"),
    ],
)
def test_la_couche_et_le_test_d_un_fichier(chemin, couche, test):
    assert (couche_de(chemin), miroir(chemin)) == (couche, test)


def test_les_couches_se_lisent_sans_facade_ni_commande():
    fichiers = fichiers_des_couches(RACINE)
    assert {"jurys/permissions.py", "jurys/regles/piece.py", "certif_portal/centre/services.py"} <= set(fichiers)
    assert [f for f in fichiers if "management" in f or f.endswith("__init__.py") or f.startswith("tests")] == []
    assert fichiers_des_couches(RACINE, ("permissions",)) == [f for f in fichiers if f.endswith("permissions.py")]


def test_chaque_fichier_des_couches_a_son_test():
    assert [f"{f} : {miroir(f)}" for f in fichiers_des_couches(RACINE) if not (RACINE / miroir(f)).exists()] == []


def test_ce_qui_n_est_pas_parcouru_se_lit_ligne_a_ligne(tmp_path):
    """An untaken branch of a line never walked is not said twice."""
    for chemin in ("jurys/regles/piece.py", "jurys/permissions.py", "jurys/services.py", "jurys/views.py"):
        (tmp_path / chemin).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / chemin).touch()
    mesures = {
        "jurys/permissions.py": (set(), set()),
        "jurys/regles/piece.py": ({12, 7}, {(7, 12), (40, -38), (40, 42)}),
        "jurys/services.py": (set(), {(3, 5)}),
    }
    trouves = manques(tmp_path, mesures.__getitem__)
    assert trouves == {"jurys/regles/piece.py": "7, 12, 40->fin, 40->42", "jurys/services.py": "3->5"}
    assert dire(trouves) == [
        "Couverture de regles, services et permissions (lignes et branches) : 2 fichiers à finir.",
        "  ✗ jurys/regles/piece.py : 7, 12, 40->fin, 40->42",
        "  ✗ jurys/services.py : 3->5",
    ]
    assert dire({}) == ["Couverture de regles, services et permissions (lignes et branches) : entière."]


def test_la_mesure_distingue_ce_qui_est_parcouru_de_ce_qui_ne_l_est_pas(tmp_path):
    """A real run of one file of tests: the rule that it walks whole, one that it leaves aside, and how long it took."""
    variables = os.environ | {"COUVERTURE": str(tmp_path), "PYTEST_ADDOPTS": ""}
    commande = [sys.executable, "-m", "pytest", "-q", "-p", "outils_dev.mesure", "-p", "no:cacheprovider"]
    essai = miroir("candidats/regles/incident.py")
    fini = subprocess.run([*commande, essai], cwd=RACINE, env=variables, capture_output=True, text=True, check=False)
    assert fini.returncode == 0, fini.stdout
    trouves = manques(RACINE, lire_mesure(tmp_path))
    assert "candidats/regles/incident.py" not in trouves
    assert trouves["candidats/regles/forfait.py"]
    assert re.search(rf"slowest 1 files =+\n +\d+\.\d\ds +[1-9]\d* tests  {re.escape(essai)}\n", fini.stdout)
