"""Faults to sow in a source: each one a small change of its tree, which a test should see.

Comparisons moved by one step, `and` for `or`, a condition taken away or turned over, `True` for `False`, a number moved
by one, `+` for `-`. Never a sentence, an annotation or a docstring.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

COMPARAISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
CALCULS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
SOURCES = ("dispositif", "decision", "usage", "Source")
Changement = Callable[[ast.expr], ast.expr]


@dataclass(frozen=True)
class Faute:
    """The expression of rank `rang` in the source, changed."""

    rang: int
    ligne: int
    avant: str
    apres: str
    source: str

    def __str__(self) -> str:
        return f"ligne {self.ligne} : {self.avant} → {self.apres}"


def fautes(source: str) -> list[Faute]:
    """Every fault that may be sown, in the order of the source; each one compiles and differs from it."""
    return [
        Faute(semis.rang, semis.ligne, semis.avant, semis.apres, ast.unparse(semis.arbre)) for semis in semer(source)
    ]


@dataclass(frozen=True)
class Semis:
    """The tree of a source with one fault in it, its lines where they were. `colonne`: with `ligne`, where it is."""

    rang: int
    ligne: int
    colonne: int
    avant: str
    apres: str
    arbre: ast.Module


def semer(source: str, choisir: Callable[[ast.expr], bool] = lambda _: True) -> Iterator[Semis]:
    """Each fault of the expressions chosen, in the order of the source."""
    arbre = ast.parse(source)
    conditions = {id(noeud.test) for noeud in ast.walk(arbre) if isinstance(noeud, ast.If | ast.IfExp)}
    conditions |= {id(si) for noeud in ast.walk(arbre) if isinstance(noeud, ast.comprehension) for si in noeud.ifs}
    for rang, expression in enumerate(_expressions(arbre)):
        if not choisir(expression):
            continue
        nue = id(expression) in conditions and isinstance(expression, ast.Name | ast.Attribute | ast.Call)
        for changement in [*_changements(expression), *([_nier] if nue else [])]:
            copie = ast.parse(source)
            cible = next(islice(_expressions(copie), rang, None))
            nouvelle = ast.copy_location(changement(cible), cible)
            avant, apres = ast.unparse(expression), ast.unparse(nouvelle)
            entier = ast.fix_missing_locations(_Greffe(cible, nouvelle).visit(copie))
            yield Semis(rang, expression.lineno, expression.col_offset, avant, apres, entier)


class _Greffe(ast.NodeTransformer):
    """One node put in the place of another."""

    def __init__(self, cible: ast.expr, nouvelle: ast.expr) -> None:
        self.cible, self.nouvelle = cible, nouvelle

    def visit(self, node: ast.AST) -> ast.AST:
        return self.nouvelle if node is self.cible else self.generic_visit(node)


def _expressions(noeud: ast.AST) -> Iterator[ast.expr]:
    """The expressions of the tree, annotations, sentences and default texts aside."""
    for champ, valeur in ast.iter_fields(noeud):
        if champ in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for enfant in valeur if isinstance(valeur, list) else [valeur]:
            if not isinstance(enfant, ast.AST) or isinstance(enfant, ast.JoinedStr) or _est_une_source(enfant):
                continue
            if isinstance(enfant, ast.expr):
                yield enfant
            yield from _expressions(enfant)


def _est_une_source(noeud: ast.AST) -> bool:
    """The passage a rule is quoted from: `docs/regles.md` holds it."""
    return isinstance(noeud, ast.Call) and getattr(noeud.func, "id", "") in SOURCES


def _changements(expression: ast.expr) -> Iterator[Changement]:
    match expression:
        case ast.Compare(ops=operateurs):
            for rang, operateur in enumerate(operateurs):
                yield _comparer(rang, COMPARAISONS[type(operateur)])
        case ast.BoolOp(op=operateur, values=valeurs):
            yield _avec(op=ast.Or() if isinstance(operateur, ast.And) else ast.And())
            for rang in range(len(valeurs)):
                yield _sans(rang)
        case ast.UnaryOp(op=ast.Not()):
            yield lambda cible: cible.operand  # type: ignore[attr-defined]
        case ast.BinOp(op=operateur) if type(operateur) in CALCULS:
            yield _avec(op=CALCULS[type(operateur)]())
        case ast.IfExp():
            yield lambda cible: cible.body  # type: ignore[attr-defined]
            yield lambda cible: cible.orelse  # type: ignore[attr-defined]
        case ast.Constant(value=bool() as valeur):
            yield _avec(value=not valeur)
        case ast.Constant(value=int() as valeur):
            yield _avec(value=valeur + 1)


def _nier(cible: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), cible)


def _avec(**champs: object) -> Changement:
    def changer(cible: ast.expr) -> ast.expr:
        nouvelle = copy.copy(cible)
        for champ, valeur in champs.items():
            setattr(nouvelle, champ, valeur)
        return nouvelle

    return changer


def _comparer(rang: int, operateur: type[ast.cmpop]) -> Changement:
    def changer(cible: ast.expr) -> ast.expr:
        nouvelle = copy.copy(cible)
        nouvelle.ops = [operateur() if n == rang else ancien for n, ancien in enumerate(cible.ops)]  # type: ignore[attr-defined]
        return nouvelle

    return changer


def _sans(rang: int) -> Changement:
    """One condition taken away."""

    def changer(cible: ast.expr) -> ast.expr:
        restent = [valeur for n, valeur in enumerate(cible.values) if n != rang]  # type: ignore[attr-defined]
        return restent[0] if len(restent) == 1 else ast.BoolOp(cible.op, restent)  # type: ignore[attr-defined]

    return changer
