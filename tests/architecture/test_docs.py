"""The docs for who carries on: each decision names its code, each document has its line, each rule its file, the words
of the code are those of the glossary, and every path or name the README promises exists."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from certif_portal.portail.catalogue import regles
from tests.architecture.test_style import APPS, arbre, sources
from tests.environnement import RACINE

DOCS = RACINE / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
CODE = re.compile(r"`([^`]+)`")
# The English of the code has one word for each thing (docs/glossaire.md, « The English of the code »).
MOTS_ECARTES = re.compile(
    r"\battendance sheets?\b|\bsigning sheets?\b|\btraining (?:body|provider|centre)\b|\blogbooks?\b"
    # the sitting, of which the commission is the people
    r"|\b(?:planned|held|validation) commissions?\b|\bcommission (?:is|was) held\b"
    r"|\b(?:before|during|after) (?:the|a|each) commission\b(?!['’]| de | agrees)"
    r"|\b(?:evaluators|projets|kinds?), commissions\b",
    re.I,
)
CITE = re.compile(r"« [^»]*»")
FEUILLE = re.compile(r"(?<![.\w])(?<!style )sheets?\b", re.I)
CLASSEUR = re.compile(r"workbook|homonyms|archive", re.I)
# What reads, keeps or writes a workbook.
CLASSEURS = (
    *("benchmarks/export.py", "benchmarks/importation.py", "benchmarks/naif.py", "candidats/imports/"),
    "candidats/management/commands/importer_inscriptions.py",
    *("candidats/services/classeur.py", "candidats/views/classeur.py", "candidats/views/recapitulatif.py"),
    *("certif_portal/commun/archives.py", "certif_portal/commun/feuilles.py", "certif_portal/commun/tableur.py"),
    *("referentiels/exports/", "referentiels/imports/", "tests/commun/test_tableur.py"),
)


@cache
def noms() -> frozenset[str]:
    """Functions, classes and constants of the code."""
    trouves: set[str] = set()
    for fichier in sources(*APPS):
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.FunctionDef | ast.ClassDef):
                trouves.add(noeud.name)
            elif isinstance(noeud, ast.Assign | ast.AnnAssign):
                cibles = noeud.targets if isinstance(noeud, ast.Assign) else [noeud.target]
                trouves |= {n.id for cible in cibles for n in ast.walk(cible) if isinstance(n, ast.Name)}
    return frozenset(trouves)


def existe(nom: str) -> bool:
    """A name of the code (`clore_jury`), or a path, where `*` and `<app>` stand for anything."""
    if nom.isidentifier():
        return nom in noms() or (RACINE / nom).exists()
    return any(RACINE.glob(re.sub(r"<\w+>|…", "*", nom).strip("/")))


@pytest.mark.parametrize("fiche", DECISIONS, ids=lambda f: f.stem)
def test_chaque_decision_nomme_son_code(fiche: Path):
    ligne = next((ligne for ligne in fiche.read_text().splitlines() if ligne.startswith("**Code.**")), "")
    cites = CODE.findall(ligne)
    assert cites, "une ligne « **Code.** » est attendue"
    assert [nom for nom in cites if not existe(nom)] == []


def test_chaque_document_imprime_a_sa_ligne():
    page = (DOCS / "documents.md").read_text()
    imprimes = {f.name for f in (RACINE / "templates" / "documents").glob("[!_]*.html")} - {"certificat_base.html"}
    assert sorted(nom for nom in imprimes if f"`{nom}`" not in page) == []


def test_la_page_des_regles_nomme_le_fichier_de_chacune():
    page = (DOCS / "regles.md").read_text()
    manquent = [ligne.regle.code for ligne in regles() if f"`{ligne.fichier}`" not in page]
    assert manquent == []
    assert [ligne.fichier for ligne in regles() if not (RACINE / ligne.fichier).is_file()] == []


# Each page, and how many paths it names at least: a reading that lost its way would find none of them missing.
PAGES = ((RACINE / "README.md", 50), (DOCS / "recettes.md", 35), (DOCS / "architecture.md", 65))
CHEMIN = re.compile(r"[\w<>*./-]+\.(?:py|md|html|txt|yaml|toml|css)|[\w.-]+(?:/[\w<>*.-]+)+/?")
PLACE = re.compile(r"((?:`\w+`(?:, | and | of | or | \(`?)?)+) in `([\w./]+\.py)`")
# A bare file name stands for one of each app, or for a file of the folder its row has just named.
COMMUNS = {"imports.py", "test_docs.py", "alerte.py"}
# Names of Django, and of commands.
D_AILLEURS = {"TextChoices", "TRANSITIONS", "ValidationError", "models", "makemigrations", "verifie"}


def cites(page: Path) -> list[str]:
    """What a page writes between backquotes, its blocks of commands left aside."""
    return CODE.findall(re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M))


@pytest.mark.parametrize(("page", "au_moins"), PAGES, ids=lambda p: getattr(p, "name", ""))
def test_ce_que_le_readme_et_les_recettes_nomment_existe(page: Path, au_moins: int):
    chemins = [nom for nom in cites(page) if CHEMIN.fullmatch(nom)]
    apps = ["", *APPS, "certif_portal/commun", "certif_portal/comptes", "certif_portal/portail", "certif_portal/centre"]
    perdus = {nom for nom in chemins if not any(existe(f"{app}/{nom}") for app in apps)} - COMMUNS
    assert sorted(perdus) == []
    assert len(chemins) >= au_moins
    assert sorted(nom for nom in {*cites(page)} - D_AILLEURS if nom.isidentifier() and not existe(nom)) == []


def test_un_nom_se_trouve_dans_le_fichier_ou_une_page_le_dit():
    dits = [
        (nom, fichier)
        for page, _ in PAGES
        for noms_dits, fichier in PLACE.findall(page.read_text())
        for nom in CODE.findall(noms_dits)
    ]
    ailleurs = [f"{nom}: {f}" for nom, f in dits if not re.search(rf"\b{nom}\b", (RACINE / f).read_text())]
    assert ailleurs == []
    assert len(dits) >= 18


def mots_anglais(fichier: Path) -> Iterator[tuple[int, str]]:
    """The sentences of a file that are ours: docstrings and comments, what they quote in French left out; none where
    no word of these is written at all."""
    texte = fichier.read_text()
    if not any(mots.search(dit) for mots in (MOTS_ECARTES, FEUILLE) for dit in (texte, CITE.sub("", texte))):
        return
    for noeud in ast.walk(ast.parse(texte)):
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant) and isinstance(noeud.value.value, str):
            yield noeud.lineno, CITE.sub("", noeud.value.value)
    for mot in tokenize.generate_tokens(io.StringIO(texte).readline):
        if mot.type == tokenize.COMMENT:
            yield mot.start[0], CITE.sub("", mot.string)


def test_le_code_garde_les_mots_du_glossaire():
    """« Sheet » is that of a workbook alone: elsewhere it is an émargement, or a fiche of the répertoire. What is
    planned and held is a sitting; its commission is who evaluates there."""
    fautes = []
    for fichier in sources(*APPS, "tests", "epreuves", "outils_dev", "benchmarks"):
        nom = str(fichier.relative_to(RACINE))
        for numero, dit in mots_anglais(fichier):
            feuille = FEUILLE.search(dit) and not CLASSEUR.search(dit) and not nom.startswith(CLASSEURS)
            if MOTS_ECARTES.search(dit) or feuille:
                fautes.append(f"{nom}:{numero}: {dit}")
    assert fautes == []
