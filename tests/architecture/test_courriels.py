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


ENVOIS = {"deposer_courriel", "deposer_texte", "prevenir_organisme", "prevenir_centre", "_prevenir_agent"}


def _est_une_phrase(noeud: ast.AST) -> bool:
    """A text with two words: a code, an address or a name of template has none."""
    if isinstance(noeud, ast.JoinedStr):
        return any(isinstance(v, ast.Constant) and len(str(v.value).split()) > 1 for v in noeud.values)
    return isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and len(noeud.value.split()) > 1


def phrases_envoyees(fonction: ast.FunctionDef) -> list[str]:
    """What this function writes itself of a mail it sends: typed in the call, or in a name that the call is given."""
    noms: dict[str, list[ast.AST]] = {}
    for noeud in ast.walk(fonction):
        if isinstance(noeud, ast.Assign):
            for cible in noeud.targets:
                if isinstance(cible, ast.Name):
                    noms.setdefault(cible.id, []).append(noeud.value)
    dites = []
    for appel in ast.walk(fonction):
        if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Name) and appel.func.id in ENVOIS:
            donnes = [*appel.args, *(cle.value for cle in appel.keywords if cle.arg != "rendez_vous")]
            siens = [
                v for donne in donnes for n in ast.walk(donne) if isinstance(n, ast.Name) for v in noms.get(n.id, [])
            ]
            dites += [ast.unparse(n) for donne in [*donnes, *siens] for n in ast.walk(donne) if _est_une_phrase(n)]
    return dites


def test_aucun_service_ne_tient_les_mots_d_un_courriel():
    """They are in files, one an act: the phrase of the journal is the journal's."""
    fautes = {}
    for fichier in (f for f in sources(*APPS) if "services" in f.parts):
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.FunctionDef) and (dites := phrases_envoyees(noeud)):
                fautes[f"{fichier.name}:{noeud.name}"] = dites
    assert fautes == {}


def test_une_phrase_dans_un_service_se_verrait():
    [typee] = ast.parse('def f():\n    prevenir_organisme("a", phrase=f"Le {x} est fini.")').body
    [nommee] = ast.parse('def f():\n    p = "Il manque tout."\n    deposer_courriel(acte="a", contexte={"p": p})').body
    [sobre] = ast.parse('def f():\n    deposer_courriel(acte="avis_recu", contexte={"lien": f"{A}{b}"})').body
    assert "f'Le {x} est fini.'" in phrases_envoyees(typee)
    assert phrases_envoyees(nommee) == ["'Il manque tout.'"]
    assert phrases_envoyees(sobre) == []
