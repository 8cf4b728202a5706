"""Every delay is held at its boundary: one more day, one month or one year less, and a case of its code sees it."""

import ast
import re

import pytest

from certif_portal.commun.regles import Delai
from certif_portal.portail.catalogue import regles
from tests.architecture.bornes import BORNES
from tests.environnement import RACINE

DELAIS = {ligne.regle.code: ligne.regle for ligne in regles() if isinstance(ligne.regle, Delai)}
REGLES = {ligne.regle.code for ligne in regles()} - set(DELAIS)
CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


def tenues(code: str) -> list[bool]:
    return [appel() == attendu for appel, attendu in BORNES[code]]


def test_chaque_delai_a_ses_bornes():
    assert set(BORNES) == set(DELAIS)


@pytest.mark.parametrize("code", sorted(BORNES))
def test_le_dernier_bon_jour_et_le_premier_mauvais(code):
    assert tenues(code) == [True] * len(BORNES[code])
    assert len(BORNES[code]) >= 2


@pytest.mark.parametrize("pas", [-1, 1])
@pytest.mark.parametrize("code", sorted(BORNES))
def test_une_longueur_changee_se_voit(code, pas):
    """The cases really call the rule: with another length, at least one of them no longer holds."""
    delai = DELAIS[code]
    unite = next(unite for unite in ("jours", "mois", "ans") if getattr(delai, unite))
    longueur = getattr(delai, unite)
    object.__setattr__(delai, unite, longueur + pas)
    try:
        assert False in tenues(code)
    finally:
        object.__setattr__(delai, unite, longueur)


def affirmations() -> set[str]:
    """Codes named inside a test that asserts something: in its docstring, a string, or the constant of the rule."""
    nommes: set[str] = set()
    for fichier in sorted((RACINE / "tests").rglob("test_*.py")):
        if fichier.parent.name == "architecture":
            continue
        for fonction in ast.walk(ast.parse(fichier.read_text())):
            if isinstance(fonction, ast.FunctionDef) and fonction.name.startswith("test_") and _affirme(fonction):
                for noeud in ast.walk(fonction):
                    if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
                        nommes |= set(CODE.findall(noeud.value))
    return nommes


def _affirme(fonction: ast.FunctionDef) -> bool:
    return any(
        isinstance(noeud, ast.Assert) or (isinstance(noeud, ast.Attribute) and noeud.attr == "raises")
        for noeud in ast.walk(fonction)
    )


def test_chaque_regle_est_affirmee_par_un_test():
    """A comment, or a module's own sentence, proves nothing."""
    assert sorted(REGLES - affirmations()) == []
