"""Where nobody recorded how somebody is called, no sentence chooses for them: a person named, or « vous », is never the
subject of a participle that would agree (decision 0347). What the papers say of a candidate agrees with their civil
status (`jurys/documents/lettre.py`, `candidats/services/decision.py`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
APPS = ("certif_portal", "referentiels", "habilitations", "candidats", "evaluations", "jurys")
PERSONNES = {
    *("candidat", "membre", "evaluateur", "personne", "utilisateur", "compte", "candidature", "president", "votant"),
    *("siege", "tuteur", "qui", "jure", "titulaire", "par", "signataire", "responsable", "agent", "representant"),
}
PARTICIPE = (
    r"(?!malgré)[a-zà-ÿ-]*(?:é|[dtnl]i|si|vu|nu|lu|du|tu|çu|cru|mis|pris|quis|clos|crit|duit|seul|absent|présent|prêt)"
)
ETRE = r"(?:est|était|sera|serait|soit|fut|a été|avait été|devient|reste)"
ACCORDE = re.compile(
    rf"^ (?:(?:n’)?{ETRE}(?: (?:pas|plus|déjà|encore|aussi|désormais))? |déjà )?{PARTICIPE}(?=[ .,;:!?]|$)"
)
VOUS = re.compile(
    rf"\b[Vv]ous (?:êtes|étiez|serez|seriez|avez été|soyez)(?: (?:pas|plus|déjà|encore|aussi|bien))? {PARTICIPE}"
    r"(?:\(e\))?(?=[ .,;:!?]|$)"
)
COMPLEMENT = re.compile(r"(?:^|[ ’«])(?:de|d’|du|des|par|à|avec|pour|sur|la|le|l’|que) ?$")
AFFICHEE = re.compile(r"\{\{\s*([^}|]+?)\s*(?:\|[^}]*)?\}\}")
BALISE = re.compile(r"\{%.*?%\}|\{#.*?#\}|<[^>]+>", re.S)


def plat(texte: str) -> str:
    return " ".join(texte.replace("&nbsp;", " ").split(" ")).replace("\u00a0", " ")


def est_une_personne(expression: str) -> bool:
    *avant, dernier = re.findall(r"[a-z_]+", expression) or [""]
    return dernier in PERSONNES or (dernier == "nom" and bool(avant) and avant[-1] in PERSONNES)


def choisit(avant: str, expression: str, apres: str) -> bool:
    """This sentence makes a named person the subject of a participle in the masculine."""
    return est_une_personne(expression) and not COMPLEMENT.search(plat(avant)) and bool(ACCORDE.match(plat(apres)))


def phrases(arbre: ast.AST) -> Iterator[tuple[int, str, str, str]]:
    """Each value put in a sentence, between what precedes and what follows it."""
    for noeud in ast.walk(arbre):
        if not isinstance(noeud, ast.JoinedStr):
            continue
        textes = [v.value if isinstance(v, ast.Constant) else "" for v in noeud.values]
        for rang, valeur in enumerate(noeud.values):
            if isinstance(valeur, ast.FormattedValue):
                avant = textes[rang - 1] if rang else ""
                yield noeud.lineno, avant, ast.unparse(valeur.value), "".join(textes[rang + 1 : rang + 2])


def fautes_du_code(source: str) -> list[str]:
    arbre = ast.parse(source)
    fautes = [
        f"{ligne} : {{{quoi}}}{suite}" for ligne, avant, quoi, suite in phrases(arbre) if choisit(avant, quoi, suite)
    ]
    textes = (n for n in ast.walk(arbre) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return fautes + [f"{texte.lineno} : {m[0]}" for texte in textes if (m := VOUS.search(plat(texte.value)))]


def fautes_du_gabarit(source: str) -> list[str]:
    dit = " ".join(BALISE.sub(" ", source).replace("&nbsp;", " ").split())
    fautes = [m[0] for m in VOUS.finditer(plat(dit))]
    for m in AFFICHEE.finditer(dit):
        if choisit(dit[: m.start()][-20:], m[1], dit[m.end() : m.end() + 60]):
            fautes.append(dit[m.start() : m.end() + 40])
    return fautes


def test_aucune_phrase_ne_choisit_le_genre_de_quelqu_un():
    fautes = []
    for app in APPS:
        for fichier in sorted((RACINE / app).rglob("*.py")):
            if "migrations" not in fichier.parts:
                fautes += [f"{fichier.relative_to(RACINE)}:{faute}" for faute in fautes_du_code(fichier.read_text())]
    for fichier in sorted((RACINE / "templates").rglob("*")):
        if fichier.suffix in (".html", ".txt"):
            fautes += [f"{fichier.relative_to(RACINE)} : {faute}" for faute in fautes_du_gabarit(fichier.read_text())]
    assert fautes == []


@pytest.mark.parametrize(
    ("source", "fautif"),
    [
        ('f"{membre} est désigné président du jury."', True),
        ('f"{personne} n’est plus proposé."', True),
        ('f"Journal. {inscription.candidat} retiré : {motif}"', True),
        ('f"{siege.nom} n’est pas salarié."', True),
        ('"Vous êtes convoqué le 8."', True),
        ('"Vous avez été appelé à temps."', True),
        ('f"{membre} préside désormais le jury."', False),
        ('f"L’état civil de {candidat} est vérifié."', False),
        ('f"{organisme} n’est pas habilité."', False),
        ('f"Le candidat {code} est détaché."', False),
        ('"Vous êtes en emploi."', False),
    ],
)
def test_la_regle_voit_le_participe_et_laisse_le_reste(source, fautif):
    assert bool(fautes_du_code(source)) is fautif


@pytest.mark.parametrize(
    ("gabarit", "fautif"),
    [
        ("<b>{{ membre }}</b>&nbsp;est désigné.", True),
        ("{{ evaluateur|upper }} {% if a %}sera convoqué{% endif %}.", True),
        ("où vous êtes connecté", True),
        ("l’accès de {{ membre.utilisateur }} est fermé", False),
        ("{{ membre }} siège.", False),
    ],
)
def test_la_regle_lit_les_gabarits(gabarit, fautif):
    assert bool(fautes_du_gabarit(gabarit)) is fautif
