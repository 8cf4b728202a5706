"""A query reads and never judges: what it compares, other than sizes, is listed here with what it is."""

import ast

from tests.architecture.test_style import APPS, arbre, est, relatif, sources

ORDRES = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
# Which rows are of the days asked for, and in what words a row is shown: no rule says where these bounds stand.
LUES = {
    "candidats/queries/detenteur.py": {
        "versions[version] <= siens.keys()",  # sets
        "(fin := min((siens[bloc] for bloc in versions[version]))) < date.max",  # without end
    },
    "certif_portal/portail/queries/alerte.py": {"prevue < lu.le"},  # a day that is past is not warned of
    "certif_portal/portail/queries/bord.py": {
        *("fenetre.lue[0] <= jour <= fenetre.lue[1]", "fenetre.debut <= jour <= fenetre.fin"),
        *("jour >= self.acte[0]", "jour > self.acte[1]"),
    },
    "certif_portal/portail/queries/comptage.py": {"fin >= debut"},  # a duration
    "certif_portal/portail/queries/echeance.py": {"debut <= echeance.date_limite", "echeance.date_limite <= fin"},
    "certif_portal/portail/queries/forfait.py": {"au < du", "du <= forfait.le <= au"},
    "certif_portal/portail/queries/notification.py": {"courriel.cree_le > lues"},
    "certif_portal/portail/queries/prochain.py": {
        *("prochain.prets < prochain.candidats", "ancienne <= le", "j.date >= le"),
    },
    "habilitations/queries/organisme.py": {"acte.date_effet <= le"},  # the last one that began
    "jurys/queries/rectification.py": {"siennes <= set(ligne.acquises)"},  # sets
}


def comparaisons(module: ast.Module) -> set[str]:
    """What is ordered in that file, sizes aside: a count, a whole number, a constant of the file or of a rule."""
    return {
        ast.unparse(noeud)
        for noeud in ast.walk(module)
        if isinstance(noeud, ast.Compare) and any(isinstance(ordre, ORDRES) for ordre in noeud.ops)
        if not any(_est_une_taille(terme) for terme in (noeud.left, *noeud.comparators))
    }


def _est_une_taille(terme: ast.expr) -> bool:
    if isinstance(terme, ast.Call) and isinstance(terme.func, ast.Name):
        return terme.func.id == "len"
    return (isinstance(terme, ast.Constant) and isinstance(terme.value, int)) or (
        isinstance(terme, ast.Name) and terme.id.isupper()
    )


def test_une_lecture_ne_juge_pas():
    trouvees = {relatif(f): comparaisons(arbre(f)) for f in sources(*APPS) if est(f, "queries")}
    assert len(trouvees) > 100
    assert {fichier: lues for fichier, lues in trouvees.items() if lues} == LUES


def test_un_jugement_se_voit():
    juge = "def f(une, le):\n    if len(une) > 3 or une.rang > 2 or une.n <= MAXIMUM:\n        return une.fin < le\n"
    assert comparaisons(ast.parse(juge)) == {"une.fin < le"}
