"""A set of states bears one name, in the `choix.py` of its app: elsewhere it is imported, never spelled again."""

import ast
from collections.abc import Iterator
from types import ModuleType

import pytest

from candidats import choix as choix_candidats
from habilitations import choix as choix_habilitations
from jurys import choix as choix_jurys
from tests.architecture.test_style import APPS, arbre, relatif, sources

SUIVIS = ((choix_candidats, "EtatInscription"), (choix_jurys, "EtatJury"), (choix_habilitations, "EtatAudit"))


def nommes(choix: ModuleType, enum: str) -> dict[frozenset[str], list[str]]:
    """Each set of at least two states that the module names, and its names."""
    trouves: dict[frozenset[str], list[str]] = {}
    for nom, valeur in vars(choix).items():
        membres = valeur if nom.isupper() and isinstance(valeur, frozenset) and len(valeur) > 1 else []
        if membres and all(isinstance(membre, getattr(choix, enum)) for membre in membres):
            trouves.setdefault(frozenset(membre.name for membre in membres), []).append(nom)
    return trouves


def ecrits(noeud: ast.AST, enum: str) -> frozenset[str]:
    """The states that a literal spells; empty when it holds anything else."""
    membres = noeud.elts if isinstance(noeud, ast.Tuple | ast.Set | ast.List) else []
    lus = [m.attr for m in membres if isinstance(m, ast.Attribute) and ast.unparse(m.value) == enum]
    return frozenset(lus) if len(lus) == len(membres) else frozenset()


def sans_les_ordres(module: ast.Module) -> Iterator[ast.AST]:
    """Every node, but for what `URGENCE_…` names: the order of a list, which holds the same states by chance."""
    for noeud in module.body:
        if not (isinstance(noeud, ast.Assign) and ast.unparse(noeud.targets[0]).startswith("URGENCE_")):
            yield from ast.walk(noeud)


@pytest.mark.parametrize(("choix", "enum"), SUIVIS, ids=[enum for _, enum in SUIVIS])
def test_un_ensemble_d_etats_se_nomme_une_fois(choix: ModuleType, enum: str):
    connus = nommes(choix, enum)
    assert connus
    assert {noms[0]: noms for noms in connus.values() if len(noms) > 1} == {}
    redits = [
        f"{relatif(fichier)}:{noeud.lineno}: {connus[ecrits(noeud, enum)][0]}"
        for fichier in sources(*APPS)
        if fichier.name != "choix.py" and "demo" not in fichier.parts  # there, states come in an order
        for noeud in sans_les_ordres(arbre(fichier))
        if ecrits(noeud, enum) in connus
    ]
    assert redits == []
