"""HTML tables inside a text, and whole HTML documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from referentiels.imports.cellule import BALISES_DE_BLOC, BALISES_DE_LIGNE, lire_cellule
from referentiels.imports.grille import Case, lire_grille, titre_courant
from referentiels.imports.modele import DocumentRefuse
from referentiels.imports.structure import ElementLu, Fragment, Ligne, lignes_de

_OUVRE = re.compile(r"<table\b", re.IGNORECASE)
_FERME = re.compile(r"</table\s*>", re.IGNORECASE)
_DOCUMENT = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html\b|<body\b)", re.IGNORECASE)
_MUETTES = ("head", "style", "script", "noscript", "template", "svg", "object", "iframe", "form")
_TABLEAU = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"})
_GARDEES = BALISES_DE_BLOC | BALISES_DE_LIGNE | _TABLEAU | {"html", "body"}
_EN_BLOC = (
    *("section", "article", "main", "header", "footer", "nav", "aside", "blockquote", "pre", "center", "address"),
    *("figure", "figcaption", "fieldset", "dl", "dt", "dd"),
)
_LISTES = {"ul", "ol"}
_EMPHASE = ("em", "i", "b", "strong", "u")


def est_un_document_html(texte: str) -> bool:
    return _DOCUMENT.match(texte) is not None


def fin_de_tableau(lignes: list[str], rang: int) -> int:
    """The rank after the table that opens on this line; `rang` when none does."""
    if not _OUVRE.search(lignes[rang]):
        return rang
    ouverts = 0
    for fin in range(rang, len(lignes)):
        ouverts += len(_OUVRE.findall(lignes[fin])) - len(_FERME.findall(lignes[fin]))
        if ouverts <= 0:
            return fin + 1
    raise DocumentRefuse(
        ou=f"Tableau de la ligne {rang + 1}", lu="un tableau HTML qui n’est pas fermé", attendu="la balise </table>"
    )


def lire_tableaux_html(lignes: list[str], debut: int, titre: str) -> list[ElementLu]:
    """The tables (and the text round them) written on these lines."""
    elements: list[ElementLu] = []
    for noeud in html.fragments_fromstring("\n".join(lignes)):
        if isinstance(noeud, str):
            elements.extend(lignes_de(lire_cellule(noeud, f"Ligne {debut}"), debut))
        else:
            noeud.tail, apres = None, noeud.tail
            elements.extend(_lire(noeud, debut, titre))
            elements.extend(lignes_de(lire_cellule(apres or "", f"Ligne {debut}"), debut))
    return elements


def lire_document_html(source: str) -> list[ElementLu]:
    """Every heading, paragraph, list and table of a page, in order."""
    racine = _arbre(source)
    etree.strip_elements(racine, *_MUETTES, with_tail=False)
    etree.strip_tags(racine, etree.Comment, etree.ProcessingInstruction, *_inconnues(racine))
    corps = racine.find("body")
    return _lire(corps if corps is not None else racine, 1, "")


def texte_html(source: str) -> str:
    """The raw text of a page, for the conservation check: a block parts words, an inline tag does not."""
    morceaux: list[str] = []
    muettes = 0
    for evenement, noeud in etree.iterwalk(_arbre(source), events=("start", "end")):
        en_ligne = noeud.tag in BALISES_DE_LIGNE - {"br"} or noeud.tag not in _GARDEES
        muettes += (1 if evenement == "start" else -1) if noeud.tag in _MUETTES else 0
        texte = noeud.text if evenement == "start" else noeud.tail
        morceaux.append(("" if en_ligne else " ") + ((texte or "") if not muettes else ""))
    return "".join(morceaux)


def _arbre(source: str) -> Any:
    racine = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", source))
    for noeud in racine.iter(*_EN_BLOC):
        noeud.tag = "div"
    return racine


def _inconnues(racine: Any) -> set[str]:
    return {noeud.tag for noeud in racine.iter() if isinstance(noeud.tag, str)} - _GARDEES


def _lire(noeud: Any, debut: int, titre: str) -> list[ElementLu]:
    elements: list[ElementLu] = []
    for morceau in _morceaux(noeud):
        if isinstance(morceau, str):
            emphase = _est_en_emphase(morceau)
            for ligne in lignes_de(lire_cellule(morceau, "Document"), debut):
                elements.append(
                    Ligne(debut, ligne.texte, puce=ligne.puce, suite=ligne.puce, emphase=emphase, paragraphe=True)
                )
        else:
            elements.extend(_lire_tableau(morceau, debut, titre_courant(elements) or titre))
    return elements


def _morceaux(noeud: Any) -> Iterator[Any]:
    """Tables as nodes, everything between as HTML of one block each."""
    if noeud.tag == "table":
        yield noeud
        return
    if not any(enfant.tag in BALISES_DE_BLOC | {"table"} for enfant in noeud.iterdescendants()):
        yield _html(noeud)
        return
    tampon = _echapper(noeud.text)
    for enfant in noeud:
        if enfant.tag in BALISES_DE_BLOC | {"table", "body", "html"}:
            yield tampon
            tampon = ""
            yield from _morceaux_du_bloc(enfant)
        else:
            tampon += _html(enfant)
        tampon += _echapper(enfant.tail)
    yield tampon


def _morceaux_du_bloc(bloc: Any) -> Iterator[Any]:
    """A list keeps its tag, so that its items are read as bullets."""
    if bloc.tag in _LISTES:
        for article in bloc.iterchildren("li"):
            for morceau in _morceaux(article):
                if isinstance(morceau, str) and morceau.strip():
                    yield morceau if morceau.startswith("<ul>") else f"<ul><li>{morceau}</li></ul>"
                elif not isinstance(morceau, str):
                    yield morceau
    else:
        yield from _morceaux(bloc)


def _html(noeud: Any) -> str:
    """The tag of an inline node, and only the content of a block."""
    interieur = _echapper(noeud.text) + "".join(_html(enfant) + _echapper(enfant.tail) for enfant in noeud)
    if noeud.tag == "br":
        return "<br>"
    return f"<{noeud.tag}>{interieur}</{noeud.tag}>" if noeud.tag in BALISES_DE_LIGNE else interieur


def _echapper(texte: str | None) -> str:
    return (texte or "").replace("&", "&amp;").replace("<", "&lt;")


def _est_en_emphase(morceau: str) -> bool:
    nu = re.sub(r"^<ul><li>|</li></ul>$", "", morceau.strip()).strip()
    return any(nu.startswith(f"<{balise}>") and nu.endswith(f"</{balise}>") for balise in _EMPHASE)


def _lire_tableau(table: Any, debut: int, titre: str) -> list[ElementLu]:
    ou = f"Tableau de la ligne {debut}"
    rangees: list[tuple[int, list[Case]]] = []
    occupees: dict[int, int] = {}  # column -> rows still covered by a cell merged downwards
    for rangee in table.iter("tr"):
        colonne, cases = 0, []
        for cellule in rangee.iterchildren("td", "th"):
            while occupees.get(colonne, 0) > 0:
                colonne += 1
            largeur, hauteur = _etendue(cellule, "colspan"), _etendue(cellule, "rowspan")
            cases.append(Case(colonne, largeur, _fragments(cellule, ou)))
            for prise in range(colonne, colonne + largeur):
                occupees[prise] = hauteur
            colonne += largeur
        occupees = {prise: reste - 1 for prise, reste in occupees.items() if reste > 1}
        if cases:
            rangees.append((debut, cases))
    return lire_grille(rangees, titre)


def _etendue(cellule: Any, attribut: str) -> int:
    valeur = cellule.get(attribut, "1")
    return min(max(int(valeur), 1), 100) if valeur.isdigit() else 1


def _fragments(cellule: Any, ou: str) -> tuple[Fragment, ...]:
    interieur = (cellule.text or "").replace("&", "&amp;").replace("<", "&lt;")
    for enfant in cellule:
        interieur += html.tostring(enfant, encoding="unicode")
    return lire_cellule(interieur, ou)
