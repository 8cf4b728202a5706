"""A PDF to lines and tables, by geometry: always a proposal to review, never a certainty.

Tables are rebuilt from their ruled lines. Columns are those of the last printed header, so that a header that
vanishes on the next pages, neighbouring tables melted into one and phantom columns do not move a text.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from referentiels.imports.fichier import refus
from referentiels.imports.modele import Doute, Ecarte
from referentiels.imports.pdf_filets import JEU, Boite, Filets
from referentiels.imports.pdf_page import Mot, lire_fragments, lire_lignes, lire_mots, suites
from referentiels.imports.ressemblance import lire_colonnes_abimees
from referentiels.imports.rubriques import est_un_bruit_de_page, lire_colonnes, lire_libelles
from referentiels.imports.structure import Document, ElementLu, Fragment, Ligne, Rangee, Tableau, restituer, texte_seul
from referentiels.imports.texte import cle, extrait, mots, separer_puce

PAGES_MAXIMUM = 120
HAUT_OU_BAS = "en-tête ou pied de page"
_OU = "PDF"
_TROU = 18.0  # points: no space between two words of a line is so wide
_BORD = 0.09  # share of the page, at the top and at the bottom, where running titles stand


def lire_pdf(contenu: bytes) -> Document:
    """DocumentRefuse for a PDF that is encrypted, cut short, or made of pictures."""
    if b"%%EOF" not in contenu[-2048:]:
        raise refus("un PDF tronqué ou abîmé")
    try:
        with pdfplumber.open(io.BytesIO(contenu)) as pdf:
            if len(pdf.pages) > PAGES_MAXIMUM:
                raise refus(f"un PDF de {len(pdf.pages)} pages, {PAGES_MAXIMUM} au plus")
            pages = [_Page.lire(page) for page in pdf.pages]
    except ValueError:
        raise
    except Exception as erreur:
        raise refus(_nature(erreur)) from erreur
    if not pages:
        raise refus("un PDF tronqué ou abîmé")
    if not any(page.mots for page in pages):
        raise refus("un PDF sans texte : des pages numérisées, qu’il faut saisir ou passer à la reconnaissance")
    return _assembler(pages)


def _nature(erreur: BaseException) -> str:
    causes = [erreur, erreur.__cause__, *erreur.args]
    if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
        return "un PDF protégé par un mot de passe : enregistrez-le sans protection"
    return "un PDF tronqué ou abîmé"


@dataclass(frozen=True)
class _Page:
    hauteur: float
    droite: float
    mots: tuple[Mot, ...]
    filets: Filets

    @classmethod
    def lire(cls, page: Any) -> _Page:
        lus = tuple(lire_mots(page))
        return cls(page.height, max((mot.x1 for mot in lus), default=page.width), lus, Filets.lire(page))


def _assembler(pages: list[_Page]) -> Document:
    courants = _titres_courants(pages)
    elements: list[ElementLu] = []
    numeros_de_page: list[int] = []
    ecartes: list[Ecarte] = []
    doutes = [Doute(_OU, f"{len(pages)} page(s) lue(s) d’après leur mise en page : proposition à relire en entier")]
    colonnes = _Colonnes()
    for rang, page in enumerate(pages, start=1):
        lus: list[ElementLu] = []
        doutes += _colonnes_sans_filets(page, rang)
        for element in _elements(page, colonnes):
            if isinstance(element, Ligne) and _est_courante(element, rang, courants):
                ecartes.append(Ecarte(_OU, f"• {element.texte}" if element.puce else element.texte, HAUT_OU_BAS))
            else:
                lus.append(element)
        elements.extend(lus)
        numeros_de_page.extend([rang] * sum(_hauteur(element) for element in lus))
    texte, numerotes = restituer(elements)
    return Document(
        format="pdf",
        texte=texte,
        elements=numerotes,
        mots=tuple(mot for page in pages for brut in page.mots for mot in mots(brut.texte)),
        proposition=True,
        doutes=tuple(doutes),
        ecartes=tuple(ecartes),
        pages=tuple(numeros_de_page),
    )


def _hauteur(element: ElementLu) -> int:
    return 1 if isinstance(element, Ligne) else len(element.rangees)


def _colonnes_sans_filets(page: _Page, rang: int) -> list[Doute]:
    """Text in columns that nothing rules is read line by line, columns mixed: it is said."""
    libres = [mot for mot in page.mots if page.filets.boite(*mot.centre) is None]
    melees = [ligne for ligne in lire_lignes(libres) if ligne.trou > _TROU]
    if len(melees) < 2:
        return []
    quoi = f"page {rang} : {len(melees)} lignes en colonnes sans filets, lues mêlées, dont {extrait(melees[0].texte)}"
    return [Doute(_OU, quoi)]


# -- running titles


def _titres_courants(pages: list[_Page]) -> set[str]:
    """What is printed at the top or the bottom of several pages, page numbers aside."""
    compte: Counter[str] = Counter()
    for page in pages:
        bords = [
            ligne
            for ligne in lire_lignes(page.mots)
            if ligne.haut < _BORD * page.hauteur or ligne.bas > (1 - _BORD) * page.hauteur
        ]
        compte.update({_sans_nombre(ligne.texte) for ligne in bords})
    return {texte for texte, fois in compte.items() if fois > 1 and texte}


def _sans_nombre(texte: str) -> str:
    return " ".join("#" if mot.isdigit() and len(mot) < 4 else mot for mot in cle(texte).split())


def _est_courante(ligne: Ligne, page: int, courants: set[str]) -> bool:
    if est_un_bruit_de_page(ligne.texte) or ligne.texte.strip().isdigit():
        return True
    return _sans_nombre(ligne.texte) in courants and not (page == 1 and lire_libelles(ligne.texte))


# -- lines and tables of a page


@dataclass(frozen=True)
class _Cellule:
    boite: Boite
    fragments: tuple[Fragment, ...]


def _elements(page: _Page, colonnes: _Colonnes) -> Iterator[ElementLu]:
    """From top to bottom; rows with no line of text between them make one table."""
    dans: dict[Boite, list[Mot]] = {}
    dehors: list[Mot] = []
    for mot in page.mots:
        boite = page.filets.boite(*mot.centre)
        if boite is None:
            dehors.append(mot)
        else:
            dans.setdefault(boite, []).append(mot)
    cellules = [_Cellule(boite, lire_fragments(mots_lus, boite.droite - JEU)) for boite, mots_lus in dans.items()]
    places: list[tuple[float, Ligne | list[_Cellule]]] = list(_lignes(dehors, page.droite))
    places += [(rangee[0].boite.haut, rangee) for rangee in _par_rangee(cellules)]
    rangees: list[list[_Cellule]] = []
    for _, place in sorted(places, key=lambda place: place[0]):
        if isinstance(place, Ligne):
            yield from colonnes.ranger(rangees)
            rangees = []
            yield place
        else:
            rangees.append(place)
    yield from colonnes.ranger(rangees)


def _lignes(mots_libres: list[Mot], droite: float) -> Iterator[tuple[float, Ligne]]:
    for ligne, suite in suites(lire_lignes(mots_libres), droite):
        puce, texte = separer_puce(ligne.texte)
        yield ligne.haut, Ligne(0, texte, puce=puce, suite=suite, emphase=ligne.emphase)


def _par_rangee(cellules: list[_Cellule]) -> list[list[_Cellule]]:
    """Cells that begin at the same height, from left to right."""
    rangees: list[list[_Cellule]] = []
    for cellule in sorted(cellules, key=lambda c: (c.boite.haut, c.boite.gauche)):
        if rangees and abs(cellule.boite.haut - rangees[-1][0].boite.haut) < JEU:
            rangees[-1].append(cellule)
        else:
            rangees.append([cellule])
    return [sorted(rangee, key=lambda c: c.boite.gauche) for rangee in rangees]


class _Colonnes:
    """Columns of the tables met so far: bounds of the last header row, kept over the pages."""

    def __init__(self) -> None:
        self.bornes: list[tuple[float, float]] = []

    def ranger(self, rangees: list[list[_Cellule]]) -> Iterator[Tableau]:
        if not rangees:
            return
        if not self._conviennent([cellule for rangee in rangees for cellule in rangee]):
            self.bornes = []
        en_cours: list[Rangee] = []
        for rangee in rangees:
            if _est_un_entete(rangee):
                bornes = [(cellule.boite.gauche, cellule.boite.droite) for cellule in rangee]
                if en_cours and len(bornes) != len(self.bornes):
                    yield Tableau(0, "", tuple(en_cours))
                    en_cours = []
                self.bornes = bornes
            elif not self.bornes:
                self.bornes = _bornes_apparentes([cellule for autre in rangees for cellule in autre])
            en_cours.append(Rangee(0, self._repartir(rangee)))
        yield Tableau(0, "", tuple(en_cours))

    def _conviennent(self, cellules: list[_Cellule]) -> bool:
        """Most cells begin and end where a column does."""
        justes = sum(
            any(
                abs(c.boite.gauche - gauche) < JEU and abs(c.boite.droite - droite) < JEU
                for gauche, droite in self.bornes
            )
            for c in cellules
        )
        return 2 * justes > len(cellules)

    def _repartir(self, rangee: list[_Cellule]) -> tuple[tuple[Fragment, ...], ...]:
        colonnes: list[list[Fragment]] = [[] for _ in self.bornes]
        for cellule in rangee:
            colonnes[self._colonne(cellule.boite)].extend(cellule.fragments)
        return tuple(tuple(colonne) for colonne in colonnes)

    def _colonne(self, boite: Boite) -> int:
        """The column that covers most of the cell."""
        communs = [min(boite.droite, droite) - max(boite.gauche, gauche) for gauche, droite in self.bornes]
        return max(range(len(communs)), key=lambda rang: (round(communs[rang], 1), -rang))


def _est_un_entete(rangee: list[_Cellule]) -> bool:
    textes = [texte_seul(cellule.fragments) for cellule in rangee]
    return lire_colonnes(textes) is not None or lire_colonnes_abimees(textes) is not None


def _bornes_apparentes(cellules: list[_Cellule]) -> list[tuple[float, float]]:
    """Without header: one column per left edge that bears a text."""
    gauches: list[float] = []
    for gauche in sorted(cellule.boite.gauche for cellule in cellules):
        if not gauches or gauche - gauches[-1] > JEU:
            gauches.append(gauche)
    return list(zip(gauches, [*gauches[1:], max(c.boite.droite for c in cellules)], strict=True))
