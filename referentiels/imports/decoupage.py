"""Text to lines and tables, whatever they say: no word of the trade is known here.

A table is written with tabulations, in Markdown or in HTML. A row with tabulations may span several lines,
so rows are rebuilt by counting the cells of the first row of the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from referentiels.imports.cellule import lire_cellule
from referentiels.imports.grille import titre_courant
from referentiels.imports.hypertexte import fin_de_tableau, lire_tableaux_html
from referentiels.imports.markdown import est_une_rangee, lire_tableau_markdown
from referentiels.imports.modele import DocumentRefuse
from referentiels.imports.structure import ElementLu, Ligne, Rangee, Tableau
from referentiels.imports.texte import extrait, nettoyer, sans_emphase, separer_puce

_FILET = re.compile(r"^[\s|:*_=#-]*$")
_TITRE_MARKDOWN = re.compile(r"^#{1,6}\s+")
_DEBUT_DE_RANGEE = re.compile(r"^(?:<p[^>]*>\s*)?(?:BDC\s?\d|\d+\s*[.)–-])")


@dataclass
class _Brut:
    """Physical lines of one table being gathered: (line number, text)."""

    debut: int
    largeur: int
    rangees: list[tuple[int, str]] = field(default_factory=list)


def decouper(texte: str) -> list[ElementLu]:
    """Lines and tables of the document, in order."""
    lignes = texte.split("\n")
    elements: list[ElementLu] = []
    rang, vide = 0, True
    while rang < len(lignes):
        fin = _fin_de_tableau_ecrit(lignes, rang)
        if fin > rang:
            morceau = lignes[rang:fin]
            lire = lire_tableau_markdown if est_une_rangee(morceau[0]) else lire_tableaux_html
            elements.extend(lire(morceau, rang + 1, titre_courant(elements)))
            rang, vide = fin, True
        elif _FILET.match(lignes[rang]):
            vide = True
            rang += 1
        elif "\t" in lignes[rang].strip("\n"):
            brut, rang = _rassembler(lignes, rang)
            elements.append(_vers_element(brut, titre_courant(elements), suite=not vide))
            vide = True
        else:
            elements.extend(_lire_ligne(lignes[rang], rang + 1, suite=not vide))
            vide = False
            rang += 1
    return elements


def _fin_de_tableau_ecrit(lignes: list[str], rang: int) -> int:
    """The rank after the Markdown or HTML table that begins here; `rang` when none does."""
    if est_une_rangee(lignes[rang]):
        fin = rang
        while fin < len(lignes) and est_une_rangee(lignes[fin]):
            fin += 1
        return fin if fin > rang + 1 else rang
    return fin_de_tableau(lignes, rang)


def _lire_ligne(source: str, numero: int, *, suite: bool) -> list[Ligne]:
    """One physical line; inline HTML may make several of it."""
    sans_titre = _TITRE_MARKDOWN.sub("", source.strip())
    puce, contenu = separer_puce(sans_titre)
    emphase = len(contenu) > 2 and contenu[0] == contenu[-1] and contenu[0] in "*_"
    lignes: list[Ligne] = []
    for fragment in lire_cellule(contenu, f"Ligne {numero}"):
        lignes.append(
            Ligne(numero, fragment.texte, puce=puce or fragment.puce, suite=suite and not lignes, emphase=emphase)
        )
        puce = False
    return lignes


def _rassembler(lignes: list[str], rang: int) -> tuple[_Brut, int]:
    """Gather the rows of the table that begins at `rang`; returns it and the rank after it."""
    brut = _Brut(debut=rang + 1, largeur=lignes[rang].count("\t") + 1)
    while rang < len(lignes):
        ligne = lignes[rang]
        if not ligne.strip(" \r\n\xa0"):
            if not _cellule_ouverte(brut, lignes, rang):
                break
        elif not _FILET.match(ligne):
            _ranger(brut, rang + 1, ligne)
        rang += 1
    return brut, rang


def _cellule_ouverte(brut: _Brut, lignes: list[str], rang: int) -> bool:
    """A blank line inside a cell: the row lacks cells and the next written line brings exactly those."""
    manque = brut.largeur - 1 - brut.rangees[-1][1].count("\t")
    suivante = next((ligne for ligne in lignes[rang:] if ligne.strip()), "")
    return manque > 0 and suivante.count("\t") == manque


def _ranger(brut: _Brut, numero: int, ligne: str) -> None:
    """Add a physical line to the table: a row of its own, or the rest of the row before."""
    attendu = brut.largeur - 1
    tabulations = ligne.count("\t")
    if not brut.rangees:
        brut.rangees.append((numero, ligne))
        return
    debut, precedente = brut.rangees[-1]
    deja = precedente.count("\t")
    commence = _DEBUT_DE_RANGEE.match(ligne) and (deja == attendu or (deja > 0 and tabulations > 0))
    entame = deja == 0 and tabulations == attendu and _DEBUT_DE_RANGEE.match(precedente) and not ligne.startswith("\t")
    if entame or (deja + tabulations <= attendu and not commence):
        brut.rangees[-1] = (debut, f"{precedente}\n{ligne}")
    else:
        brut.rangees.append((numero, ligne))


def _vers_element(brut: _Brut, titre: str, *, suite: bool) -> Ligne | Tableau:
    if len(brut.rangees) == 1 and brut.largeur <= 2 and "<" not in brut.rangees[0][1]:
        # A lone tabulation in a line of text (« 1.<tab>Référentiel », « Niveau :<tab>4 ») makes no table.
        puce, contenu = separer_puce(nettoyer(_TITRE_MARKDOWN.sub("", brut.rangees[0][1])))
        return Ligne(brut.debut, sans_emphase(contenu), puce=puce, suite=suite)
    ou = f"Tableau de la ligne {brut.debut}, sous {extrait(titre)}" if titre else f"Tableau de la ligne {brut.debut}"
    rangees = tuple(
        _lire_rangee(source, brut.largeur, f"{ou}, ligne {numero}", numero) for numero, source in brut.rangees
    )
    return Tableau(brut.debut, titre, rangees)


def _lire_rangee(source: str, largeur: int, ou: str, numero: int) -> Rangee:
    cellules = source.split("\t")
    if len(cellules) > largeur:
        raise DocumentRefuse(
            ou=ou,
            lu=f"{len(cellules)} cellules, {extrait(source, 60)}",
            attendu=f"{largeur} cellules séparées par des tabulations, comme dans la première rangée",
        )
    manquantes = largeur - len(cellules)
    lues = tuple(lire_cellule(cellule, ou) for cellule in [*cellules, *[""] * manquantes])
    return Rangee(numero, lues, completee=manquantes > 0)
