"""Every rule at its boundary: each condition that leads to it is changed by one step, and a test that names it must see
the change.

    python3 dev.py epreuves bornes [--regles CODE,CODE] [--partie 2/6] [--tirage N] [--graine G]

What leads to a rule is read in the source: the conditions over the place where a rule or a service names it, or all
those of a function whose first words cite it. The tests are those that name it and assert. One process of pytest holds
them all: a fault is the code of one function, put in its place and taken out again, so that a rule costs milliseconds.
"""

import argparse
import ast
import gc
import inspect
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, NoReturn

import pytest
from _pytest.runner import runtestprotocol

from epreuves.semis import Semis, semer

RACINE = Path(__file__).resolve().parent.parent
COUCHES = re.compile(r"/(regles|services|permissions)(/[a-z_]+)?\.py$")
SANS = ("navigateur", "architecture", "parcours", "epreuves")
TROP_LONG = 20  # seconds: a fault may make a loop endless
CODE = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*\b")
SANS_CONDITION = {
    "AMENAGEMENT-EFFET": "une liste fermée d’effets, et aucun champ où écrire une cause",
    "CERTIFICAT-VERIFICATION": "un code calculé des mentions : il est le même, ou un autre",
    "CHIFFRES-SECRET": "jugée par le noyau (`commun/secret.py`), qui ne connaît aucune règle",
    "DECISION-A-NA": "l’énumération n’a que ces deux valeurs",
    "DOSSIER-PREUVES": "n’interdit rien : la page montre les critères sans annexe",
    "HABILITATION-LISTE-GTP": "n’interdit rien : chaque changement attend d’être dit",
    "NATIONAL-UNE-FOIS": "une contrainte de la base, et ce que la requête d’un lot laisse de côté",
    "NUMERO-ANNEE-DEUX-CHIFFRES": "lue avec les numéros (`referentiels/numeros.py`), une bibliothèque",
    "PARCOURS-LISTE": "n’interdit rien : un parcours est sur la liste dès qu’il est saisi",
    "PROPOSITION-SOURCEE": "n’interdit rien : ce que les faits répondent, avec leur source",
    "REUNION-INFORMATION": "n’interdit rien : ce qui est tenu est une preuve",
}
"""Rules of which nothing is a condition of a rule, a service or a permission, and why."""


@dataclass(frozen=True)
class Juge:
    """One condition that leads to a rule: where it stands, in which file."""

    chemin: str
    ligne: int
    colonne: int


@dataclass(frozen=True)
class Bilan:
    code: str
    tests: int
    semees: int
    survivent: tuple[str, ...]

    def __str__(self) -> str:
        vues = self.semees - len(self.survivent)
        return f"{self.code} : {vues} vues sur {self.semees}, {self.tests} tests"


# --- what leads to a rule --------------------------------------------------------------------------


def conditions_menant(fonction: ast.FunctionDef, nomme: Callable[[ast.AST], bool]) -> Iterator[ast.expr]:
    """The tests over each place where the rule is named, and those that leave before it."""
    yield from _suivre(fonction.body, [], nomme)


def _suivre(corps: list[Any], au_dessus: list[ast.expr], nomme: Callable[[ast.AST], bool]) -> Iterator[ast.expr]:
    avant = list(au_dessus)
    for instruction in corps:
        branches = [getattr(instruction, nom) for nom in ("body", "orelse", "finalbody") if hasattr(instruction, nom)]
        dessus = [instruction.test] if isinstance(instruction, ast.If | ast.While) else []
        if isinstance(instruction, ast.FunctionDef):
            continue  # walked for itself
        for branche in branches:
            yield from _suivre(branche, [*avant, *dessus], nomme)
        en_tete = [instruction] if not branches else _en_tete(instruction)
        if any(nomme(noeud) for partie in en_tete for noeud in ast.walk(partie)):
            yield from avant
            for partie in en_tete:
                yield from _dedans(partie)
        if dessus and any(isinstance(fin, ast.Return | ast.Continue | ast.Raise) for fin in instruction.body):
            avant += dessus


def _en_tete(instruction: Any) -> list[ast.AST]:
    """What a compound statement says before its body."""
    parties = [getattr(instruction, nom, None) for nom in ("test", "iter")]
    return [partie for partie in [*parties, *getattr(instruction, "items", [])] if partie]


def _dedans(instruction: ast.AST) -> Iterator[ast.expr]:
    for noeud in ast.walk(instruction):
        if isinstance(noeud, ast.IfExp):
            yield noeud.test
        elif isinstance(noeud, ast.comprehension):
            yield from noeud.ifs
        elif isinstance(noeud, ast.BoolOp | ast.Compare) or (
            isinstance(noeud, ast.UnaryOp) and isinstance(noeud.op, ast.Not)
        ):
            yield noeud


@cache
def sources() -> dict[str, str]:
    suivis = subprocess.run(["git", "ls-files", "*.py"], cwd=RACINE, capture_output=True, text=True, check=True)  # noqa: S607
    return {f: (RACINE / f).read_text() for f in suivis.stdout.split() if COUCHES.search(f) and f[:6] != "tests/"}


def nommer(constante: str, noeud: ast.AST) -> bool:
    """By itself, or of its module; a member of an enumeration bears the name of something else."""
    if isinstance(noeud, ast.Attribute) and isinstance(noeud.value, ast.Name) and noeud.value.id.islower():
        return noeud.attr == constante
    return isinstance(noeud, ast.Name) and noeud.id == constante


def juges(code: str, constante: str) -> set[Juge]:
    """Every condition that leads to this rule, in the rules, the services and the permissions."""
    nomme, trouves = partial(nommer, constante), set()
    for chemin, source in sources().items():
        if code not in source and constante not in source:
            continue
        for fonction in ast.walk(ast.parse(source)):
            if not isinstance(fonction, ast.FunctionDef):
                continue
            menant = list(conditions_menant(fonction, nomme))
            if code in CODE.findall(ast.get_docstring(fonction) or ""):
                menant += [n.test for n in ast.walk(fonction) if isinstance(n, ast.If)] + list(_dedans(fonction))
            for condition in menant:
                for noeud in ast.walk(condition):
                    if isinstance(noeud, ast.expr) and not isinstance(noeud, ast.Constant):
                        trouves.add(Juge(chemin, noeud.lineno, noeud.col_offset))
    return trouves


def semis_d_une_regle(code: str, constante: str) -> Iterator[tuple[str, Semis]]:
    places = juges(code, constante)
    for chemin in sorted({place.chemin for place in places}):
        ici = {(place.ligne, place.colonne) for place in places if place.chemin == chemin}
        for semis in semer(sources()[chemin], lambda noeud, ici=ici: (noeud.lineno, noeud.col_offset) in ici):
            yield chemin, semis


# --- a fault in its place --------------------------------------------------------------------------


def codes_de(module: CodeType) -> Iterator[CodeType]:
    for constante in module.co_consts:
        if isinstance(constante, CodeType):
            yield constante
            yield from codes_de(constante)


@cache
def fonctions() -> dict[tuple[str, str, int], list[FunctionType]]:
    """The living functions of our files, decorated or not, by where they were written."""
    trouvees: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    gc.unfreeze()  # a suite freezes what it loaded, which is then no longer listed
    for objet in gc.get_objects():
        if type(objet) is FunctionType and objet.__code__.co_filename.startswith(f"{RACINE}/"):
            code = objet.__code__
            trouvees[code.co_filename, code.co_qualname, code.co_firstlineno].append(objet)
    return trouvees


def greffer(chemin: str, semis: Semis) -> list[tuple[FunctionType, CodeType]]:
    """Put the fault in the place of the function that holds it; what was there before, to be put back."""
    fichier, anciens = str(RACINE / chemin), []
    for code in codes_de(compile(semis.arbre, fichier, "exec", dont_inherit=True)):
        for fonction in fonctions().get((fichier, code.co_qualname, code.co_firstlineno), []):
            ancien = fonction.__code__
            if ancien.co_code != code.co_code or ancien.co_consts != code.co_consts:
                if ancien.co_freevars != code.co_freevars:
                    continue
                anciens.append((fonction, ancien))
                fonction.__code__ = code
    return anciens


def _trop_long(signal_recu: int, cadre: FrameType | None) -> NoReturn:
    raise TimeoutError


def voit(items: list[pytest.Item], autre: pytest.Item, au_plus: int = TROP_LONG) -> bool:
    """At least one of them fails. Fixtures wider than a test are kept from one to the next. `au_plus`: seconds for
    each, none without a fault in it: the first also makes its database."""
    for item in items:
        signal.signal(signal.SIGALRM, _trop_long)
        signal.alarm(au_plus)
        try:
            item.session._setupstate.teardown_exact(item)  # what the one before kept, of another module
            rapports = runtestprotocol(item, log=False, nextitem=autre)
        except TimeoutError:
            return True
        finally:
            signal.alarm(0)
        if any(rapport.failed for rapport in rapports):
            return True
    return False


def citent(items: list[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """The tests that name each rule and assert."""
    trouves: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and not set(SANS) & set(item.path.parts):
            source = inspect.getsource(item.function)
            if "assert" in source or "raises" in source:
                for code in set(CODE.findall(source)):
                    trouves[code].append(item)
    return trouves


def pytest_runtestloop(session: pytest.Session) -> bool:
    from certif_portal.commun.regles import Delai
    from certif_portal.portail.catalogue import regles

    par_code = citent(session.items)
    voulues = set(filter(None, os.environ.get("BORNES", "").split(",")))
    nommees = [ligne for ligne in regles() if not isinstance(ligne.regle, Delai)]
    if tirage := int(os.environ.get("TIRAGE", "0")):
        graine = int(os.environ.get("GRAINE", "1"))
        nommees = random.Random(graine).sample(nommees, min(tirage, len(nommees)))  # noqa: S311 - a draw, no secret
    nommees = partie_de([ligne for ligne in nommees if not voulues or ligne.regle.code in voulues])
    bilans, debut = [], time.monotonic()
    for rang, ligne in enumerate(nommees, start=1):
        code = ligne.regle.code
        siens = par_code[code]
        autre = next(item for item in session.items if item not in siens[-1:])
        if siens and voit(siens, autre, au_plus=0):
            print(f"\n{code} : un de ses tests échoue sans faute", flush=True)
            session.testsfailed += 1
            continue
        survivent, semees = [], 0
        for chemin, semis in semis_d_une_regle(code, ligne.constante):
            anciens = greffer(chemin, semis)
            if not anciens:
                continue
            semees += 1
            try:
                vue = voit(siens, autre)
            finally:
                for fonction, ancien in anciens:
                    fonction.__code__ = ancien
            if not vue:
                survivent.append(f"{chemin}:{semis.ligne} {semis.avant} → {semis.apres}")
        bilans.append(Bilan(code, len(siens), semees, tuple(survivent)))
        fait = f"[{rang}/{len(nommees)}, {time.monotonic() - debut:.0f} s]"
        print(f"\n{bilans[-1]}", *survivent, fait, sep="\n    ", flush=True)
    return dire(session, bilans)


def partie_de(lignes: list[Any]) -> list[Any]:
    """« 2/6 »: every sixth rule from the second, so that parts last alike; all of them together are the whole."""
    quelle, _, combien = os.environ.get("PARTIE", "").partition("/")
    return lignes[int(quelle) - 1 :: int(combien)] if combien else lignes


def dire(session: pytest.Session, bilans: list[Bilan]) -> bool:
    """A rule whose tests see none of its faults is not held."""
    session.testscollected = len(bilans)
    nues = [bilan.code for bilan in bilans if bilan.semees and len(bilan.survivent) == bilan.semees]
    sans = [bilan.code for bilan in bilans if not bilan.semees]
    semees, restent = sum(b.semees for b in bilans), sum(len(b.survivent) for b in bilans)
    print(f"\n{len(bilans)} règles : {semees - restent} fautes vues sur {semees}")
    print(f"aucune vue ({len(nues)}) : {' '.join(nues)}")
    print(f"sans condition ({len(sans)}) : {' '.join(sans)}", flush=True)
    session.testsfailed += len(nues)
    return True


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves bornes")
    parser.add_argument("--regles", default="", help="les seules que l’on éprouve, séparées par des virgules")
    parser.add_argument("--partie", default="", help="« 2/6 » : une règle sur six, de la deuxième")
    parser.add_argument("--tirage", type=int, default=0)
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args(arguments)
    commande = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "-p", "epreuves.bornes", "tests"]
    variables = {"BORNES": options.regles, "PARTIE": options.partie}
    variables |= {"TIRAGE": str(options.tirage), "GRAINE": str(options.graine)}
    return subprocess.run(commande, cwd=RACINE, env=os.environ | variables, check=False).returncode
