"""A PDF to lines and tables, by geometry: always a proposal to review, never a certainty.

Tables are rebuilt from their ruled lines. Columns are those of the last printed header, so that a header that
vanishes on the next pages, neighbouring tables melted into one and phantom columns do not move a text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from referentiels.imports.courants import COURANT, dire_courants, prolonger
from referentiels.imports.fichier import refus
from referentiels.imports.modele import Doute, Ecarte
from referentiels.imports.pdf_courants import PageBrute, retirer_titres_courants
from referentiels.imports.pdf_filets import JEU, Filets
from referentiels.imports.pdf_page import Mot, lire_fragments, lire_lignes, lire_mots, mots_par_boite, suites
from referentiels.imports.pdf_tableaux import Cellule, Colonnes, Place, par_rangee, recoller_entetes
from referentiels.imports.structure import Document, ElementLu, Ligne, restituer
from referentiels.imports.texte import extrait, mots, separer_puce

PAGES_MAXIMUM = 120
DESSIN_MAXIMUM = 1024 * 1024
"""Bytes that draw one page, pictures apart: each is read by a program in Python."""
_OU = "PDF"
_TROU = 18.0  # points: no space between two words of a line is so wide


def lire_pdf(contenu: bytes) -> Document:
    """DocumentRefuse for a PDF that is encrypted, cut short, or made of pictures."""
    if b"%%EOF" not in contenu[-2048:]:
        raise refus("un PDF tronqué ou abîmé")
    try:
        with pdfplumber.open(io.BytesIO(contenu)) as pdf:
            if len(pdf.pages) > PAGES_MAXIMUM:
                raise refus(f"un PDF de {len(pdf.pages)} pages, {PAGES_MAXIMUM} au plus")
            if any(sum(len(flux.get_data()) for flux in page.page_obj.contents) > DESSIN_MAXIMUM for page in pdf.pages):
                raise refus(f"une page de plus de {DESSIN_MAXIMUM // 1024} ko de dessin")
            pages = _lire_pages(pdf.pages)
    except ValueError:
        raise
    except Exception as erreur:
        raise refus(_nature(erreur)) from erreur
    if not pages:
        raise refus("un PDF tronqué ou abîmé")
    if not any(page.mots or page.courants for page in pages):
        raise refus("un PDF sans texte : des pages numérisées, qu’il faut saisir ou passer à la reconnaissance")
    return _assembler(pages)


def _nature(erreur: BaseException) -> str:
    causes = [erreur, erreur.__cause__, *erreur.args]
    if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
        return "un PDF protégé par un mot de passe : enregistrez-le sans protection"
    return "un PDF tronqué ou abîmé"


@dataclass(frozen=True)
class _Page:
    """`mots`: those of its text, without the running titles (`courants`)."""

    droite: float
    mots: tuple[Mot, ...]
    courants: tuple[str, ...]
    filets: Filets


def _lire_pages(lues: list[Any]) -> list[_Page]:
    brutes = [PageBrute(tuple(lire_mots(page)), Filets.lire(page), float(page.height)) for page in lues]
    return [
        _Page(max((mot.x1 for mot in brute.mots), default=page.width), gardes, courants, brute.filets)
        for page, brute, (gardes, courants) in zip(lues, brutes, retirer_titres_courants(brutes), strict=True)
    ]


def _assembler(pages: list[_Page]) -> Document:
    elements: list[ElementLu] = []
    numeros_de_page: list[int] = []
    recolles: list[str] = []
    doutes = [Doute(_OU, f"{len(pages)} page(s) lue(s) d’après leur mise en page : proposition à relire en entier")]
    colonnes = Colonnes()
    for rang, (page, places) in enumerate(
        zip(pages, recoller_entetes([_places(page) for page in pages]), strict=True), start=1
    ):
        lus = list(_elements(places, colonnes))
        doutes += _colonnes_sans_filets(page, rang)
        suite = prolonger(elements[-1], lus[0]) if elements and lus else None
        if suite is not None:
            lus[0], recolle = suite
            recolles.append(recolle)
        elements.extend(lus)
        numeros_de_page.extend([rang] * sum(_hauteur(element) for element in lus))
    courants = [texte for page in pages for texte in page.courants]
    texte, numerotes = restituer(elements)
    return Document(
        format="pdf",
        texte=texte,
        elements=numerotes,
        mots=tuple(mot for page in pages for brut in _mots_imprimes(page) for mot in mots(brut)),
        proposition=True,
        doutes=(*doutes, *dire_courants(courants, recolles)),
        ecartes=tuple(Ecarte(_OU, texte, COURANT) for texte in courants),
        pages=tuple(numeros_de_page),
    )


def _mots_imprimes(page: _Page) -> list[str]:
    return [*(mot.texte for mot in page.mots), *page.courants]


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


# -- lines and tables of a page


def _places(page: _Page) -> list[Place]:
    """The lines and the rows of a page, from top to bottom."""
    dans, dehors = mots_par_boite(page.mots, page.filets)
    cellules = [Cellule(boite, lire_fragments(mots_lus, boite.droite - JEU)) for boite, mots_lus in dans.items()]
    places: list[tuple[float, Place]] = list(_lignes(dehors, page.droite))
    places += [(rangee[0].boite.haut, rangee) for rangee in par_rangee(cellules)]
    return [place for _, place in sorted(places, key=lambda place: place[0])]


def _elements(places: list[Place], colonnes: Colonnes) -> Iterator[ElementLu]:
    """Rows with no line of text between them make one table."""
    rangees: list[list[Cellule]] = []
    for place in places:
        if isinstance(place, Ligne):
            yield from colonnes.ranger(rangees)
            rangees = []
            yield place
        else:
            rangees.append(place)
    yield from colonnes.ranger(rangees)


def _lignes(mots_libres: list[Mot], droite: float) -> Iterator[tuple[float, Place]]:
    for ligne, suite in suites(lire_lignes(mots_libres), droite):
        puce, texte = separer_puce(ligne.texte)
        yield ligne.haut, Ligne(0, texte, puce=puce, suite=suite, emphase=ligne.emphase)
