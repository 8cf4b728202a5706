"""The trial that moves each rule by one step: what it changes, and every rule that a test without a database holds."""

import ast
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from certif_portal.commun.regles import Delai
from certif_portal.portail.catalogue import regles
from epreuves import bornes
from tests.environnement import RACINE

DITE = re.compile(r"^([A-Z0-9-]+) : (\d+) vues sur (\d+), (\d+) tests$", re.M)
SOURCE = """
def refuser(jour, ouvert):
    if not ouvert:
        return
    if jour > 3:
        raise RegleNonRespectee(LA_REGLE, "trop tard")
    if jour < 0:
        raise ValueError
"""


def nomme(noeud: ast.AST) -> bool:
    return isinstance(noeud, ast.Name) and noeud.id == "LA_REGLE"


def test_ce_qui_mene_a_une_regle_et_rien_d_autre():
    """What stands over it, what leaves before it; not what comes after."""
    [fonction] = ast.parse(SOURCE).body
    assert {ast.unparse(test) for test in bornes.conditions_menant(fonction, nomme)} == {"not ouvert", "jour > 3"}


def test_chaque_regle_se_lit_sans_ses_delais():
    nommees = [ligne for ligne in regles() if not isinstance(ligne.regle, Delai)]
    assert len(nommees) > 140
    semees = {ligne.regle.code: any(bornes.semis_d_une_regle(ligne.regle.code, ligne.constante)) for ligne in nommees}
    assert {code for code, semee in semees.items() if not semee} == set(bornes.SANS_CONDITION)


def test_les_parties_font_le_tout(monkeypatch):
    lues = []
    for quelle in ("1/3", "2/3", "3/3"):
        monkeypatch.setenv("PARTIE", quelle)
        lues += bornes.partie_de(list(range(10)))
    assert (sorted(lues), lues[:4]) == (list(range(10)), [0, 3, 6, 9])
    monkeypatch.setenv("PARTIE", "")
    assert bornes.partie_de([1, 2]) == [1, 2]


def test_une_regle_que_rien_ne_tient_fait_echouer():
    """Negative control: of two faults none is seen, then one."""
    session = SimpleNamespace(testsfailed=0, testscollected=0)
    bornes.dire(session, [bornes.Bilan("A", 1, 2, ("x", "y")), bornes.Bilan("B", 1, 2, ("x",))])
    assert session.testsfailed == 1
    bornes.dire(session, [bornes.Bilan("B", 1, 2, ("x",)), bornes.Bilan("C", 0, 0, ())])
    assert session.testsfailed == 1


@pytest.mark.timeout(600)
def test_une_regle_deplacee_d_un_pas_est_vue_par_les_tests_qui_la_nomment():
    """Some rules that tests without a database hold, drawn by a seed; the trial does them all."""
    dossiers = sorted(str(d.relative_to(RACINE)) for d in RACINE.glob("tests/*/regles"))
    commande = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    commande += ["-p", "epreuves.bornes", *dossiers]
    variables = os.environ | {"BORNES": "", "TIRAGE": "12", "GRAINE": "9"}
    passe = subprocess.run(commande, cwd=RACINE, env=variables, capture_output=True, text=True)
    lues = {code: (int(vues), int(semees)) for code, vues, semees, tests in DITE.findall(passe.stdout) if tests != "0"}
    assert sum(vues for vues, _ in lues.values()) > 0, passe.stdout + passe.stderr
    assert sorted(code for code, (vues, semees) in lues.items() if semees and not vues) == [], passe.stdout
