"""The table of steps names every kind of deadline that a source tells, and none that no source tells."""

import ast
import inspect
from types import ModuleType

from candidats.choix_suivi import NatureEcheance
from certif_portal.portail.choix import NatureRelance
from certif_portal.portail.queries.echeance import SOURCES


def natures(module: ModuleType, texte: str) -> set[str]:
    """The kind of each deadline it builds: what it says, else what its key begins with; those of a jury are told by
    one function, which receives their rule."""
    trouvees = set()
    for appel in (noeud for noeud in ast.walk(ast.parse(texte)) if isinstance(noeud, ast.Call)):
        nom = appel.func.id if isinstance(appel.func, ast.Name) else ""
        if nom == "_du_jury":
            trouvees.add(_code(module, appel.args[1]))
        if nom != "Echeance":
            continue
        dits = {mot.arg: mot.value for mot in appel.keywords}
        if "genre" in dits:
            trouvees.add(getattr(module, dits["genre"].id))
            continue
        debut = dits["cle"].values[0]
        if isinstance(debut, ast.Constant):
            trouvees.add(debut.value.partition(":")[0])
        elif debut.value.value.id != "regle":
            trouvees.add(_code(module, debut.value.value))
    return trouvees


def _code(module: ModuleType, nom: ast.Name) -> str:
    return getattr(module, nom.id).code


def test_chaque_nature_vient_d_une_source_et_chaque_source_a_sa_nature():
    dites = set(NatureEcheance.values)
    for module in map(inspect.getmodule, SOURCES):
        dites |= natures(module, inspect.getsource(module))
    assert dites == set(NatureRelance.values)


def test_une_nature_que_la_table_ignore_se_verrait():
    module = inspect.getmodule(SOURCES[0])
    faute = 'Echeance(regle=GTP_ACTIONS, cle=f"{GTP_ACTIONS.code}:{action.pk}")'
    assert natures(module, faute) == {"GTP-ACTIONS-CORRECTIVES"}
