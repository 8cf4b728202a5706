"""docs/courriels.md against the templates and the code that sends them."""

import ast
import re

from tests.architecture.test_style import APPS, arbre, sources
from tests.environnement import RACINE

PAGE = RACINE / "docs" / "courriels.md"
CODE = re.compile(r"`([a-z_]\w+)`")
NOMME = re.compile(r"{{[^}]*\b(candidat|tuteur|evaluateur|prenom|nom_\w+)\b")


def lignes() -> dict[str, tuple[list[str], list[str]]]:
    """Template -> (functions of the act, functions that send)."""
    rangees = [ligne.split(" | ") for ligne in PAGE.read_text().splitlines() if ligne.startswith("| `")]
    return {CODE.findall(r[0])[0]: (CODE.findall(r[1]), CODE.findall(r[3])) for r in rangees}


def fonctions() -> dict[str, list[ast.FunctionDef]]:
    trouvees: dict[str, list[ast.FunctionDef]] = {}
    for fichier in sources(*APPS):
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.FunctionDef):
                trouvees.setdefault(noeud.name, []).append(noeud)
    return trouvees


def nomme(fonction: ast.FunctionDef, modele: str) -> bool:
    return any(isinstance(n, ast.Constant) and n.value == modele for n in ast.walk(fonction))


def test_chaque_courriel_a_sa_ligne():
    assert sorted(lignes()) == sorted(f.stem for f in (RACINE / "templates" / "courriels").glob("*.txt"))


def test_chaque_ligne_nomme_des_fonctions_qui_existent_et_qui_envoient():
    connues = fonctions()
    actes = {acte for actes, _ in lignes().values() for acte in actes}
    assert sorted(actes - connues.keys()) == []
    fautes = [
        (modele, envoi)
        for modele, (_, envois) in lignes().items()
        for envoi in envois
        if not any(nomme(fonction, modele) for fonction in connues.get(envoi, []))
    ]
    assert fautes == []


def test_aucun_objet_ne_nomme_un_candidat():
    """A subject is read on a locked screen, and by whoever sits in a jury (decision 0396)."""
    objets = {f.stem: f.read_text().partition("\n")[0] for f in (RACINE / "templates" / "courriels").glob("*.txt")}
    assert {nom: objet for nom, objet in objets.items() if NOMME.search(objet)} == {}
    assert NOMME.search("{{ quoi }} de {{ candidat }}")
    assert NOMME.search("{{ inscription.candidat.nom }}")
