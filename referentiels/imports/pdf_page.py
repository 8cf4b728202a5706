"""Words of a page to visual lines, and lines to paragraphs, by their place on the paper."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from referentiels.imports.pdf_filets import Boite, Filets
from referentiels.imports.structure import Fragment
from referentiels.imports.texte import EXPOSANTS, nettoyer, separer_puce

_EMPHASE = re.compile(r"ital|obli|bold", re.IGNORECASE)
_NUMERO = re.compile(r"^\d{1,2}\s*[.)–-]\s")
_FIN = re.compile(r"[.;:!?…]\s*$")
_COMMENCE = re.compile(r"[«“\"(]*\s*[A-ZÀ-Ý]")
_CAPITALES = re.compile(r"(?<!\w)[A-ZÀ-Ý]{5}")
_INACHEVE = re.compile(r"(?:[,(«/]|\b(?:et|ou|de|du|des|le|la|les|à|au|aux|en|par|pour|sur|avec|type))$")
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_PARAGRAPHE = (
    1.8  # above this multiple of the height of a letter, a gap parts two sentences, even in a cell of two lines
)
_INTERLIGNE = 1.25  # above this multiple of the usual distance, a gap parts two paragraphs


@dataclass(frozen=True)
class Mot:
    texte: str
    x0: float
    x1: float
    haut: float
    bas: float
    taille: float = 10.0
    emphase: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.haut + self.bas) / 2


@dataclass(frozen=True)
class LigneVisuelle:
    texte: str
    x0: float
    x1: float
    haut: float
    bas: float
    premier_mot: float  # its width, to know whether it would have fitted on the line above
    emphase: bool
    trou: float  # the widest blank between two of its words
    texte_x0: float  # where its text begins, after the bullet


def mots_par_boite(mots: Iterable[Mot], filets: Filets) -> tuple[dict[Boite, list[Mot]], list[Mot]]:
    """The words of each ruled box, and those of none."""
    dans: dict[Boite, list[Mot]] = {}
    dehors: list[Mot] = []
    for mot in mots:
        boite = filets.boite(*mot.centre)
        (dehors if boite is None else dans.setdefault(boite, [])).append(mot)
    return dans, dehors


def lire_mots(page: Any) -> list[Mot]:
    """The words of a page; a small digit stuck to a word is a note call."""
    # Printed spaces may overlap the letters they follow (underlined text): the blanks alone part words.
    encree = page.filter(lambda objet: objet["object_type"] != "char" or not objet["text"].isspace())
    bruts = encree.extract_words(x_tolerance_ratio=0.18, y_tolerance=3, return_chars=True)
    mots = [_mot(brut) for brut in bruts if nettoyer(brut["text"])]
    for appel in [mot for mot in mots if mot.texte.isdigit() and len(mot.texte) < 3]:
        porteur = next((rang for rang, mot in enumerate(mots) if _appelle_une_note(mot, appel)), None)
        if porteur is not None:
            mots[porteur] = replace(
                mots[porteur], texte=mots[porteur].texte + appel.texte.translate(EXPOSANTS), x1=appel.x1
            )
            mots.remove(appel)
    return mots


def _mot(brut: dict[str, Any]) -> Mot:
    signes = brut["chars"]
    taille = signes[0]["size"]
    textes = [
        signe["text"].translate(EXPOSANTS) if rang and signe["size"] < 0.8 * taille else signe["text"]
        for rang, signe in enumerate(signes)
    ]
    return Mot(
        texte=nettoyer("".join(textes)),
        x0=brut["x0"],
        x1=brut["x1"],
        haut=brut["top"],
        bas=brut["bottom"],
        taille=taille,
        emphase=all(_EMPHASE.search(signe["fontname"]) for signe in signes),
    )


def _appelle_une_note(mot: Mot, appel: Mot) -> bool:
    """Smaller, raised, and stuck to the end of the word."""
    return appel.taille < 0.8 * mot.taille and -0.5 <= appel.x0 - mot.x1 < 1.5 and mot.haut - 4 < appel.bas < mot.bas


def lire_lignes(mots: Iterable[Mot]) -> list[LigneVisuelle]:
    """Words that stand on one baseline, from left to right; lines from top to bottom."""
    return [_ligne(rang) for rang in lire_rangs(mots)]


def lire_rangs(mots: Iterable[Mot]) -> list[list[Mot]]:
    """The words of each line."""
    rangs: list[list[Mot]] = []
    for mot in sorted(mots, key=lambda mot: (mot.bas, mot.x0)):
        if rangs and mot.bas - max(autre.bas for autre in rangs[-1]) < 0.4 * mot.taille:
            rangs[-1].append(mot)
        else:
            rangs.append([mot])
    return [sorted(rang, key=lambda mot: mot.x0) for rang in rangs]


def _ligne(mots: list[Mot]) -> LigneVisuelle:
    premier = next((mot for mot in mots if mot.texte.isalnum()), mots[0])
    return LigneVisuelle(
        texte=" ".join(mot.texte for mot in mots),
        x0=mots[0].x0,
        x1=mots[-1].x1,
        haut=min(mot.haut for mot in mots),
        bas=max(mot.bas for mot in mots),
        premier_mot=premier.x1 - premier.x0,
        emphase=all(mot.emphase for mot in mots if mot.texte.isalnum()),
        texte_x0=mots[1].x0 if len(mots) > 1 and separer_puce(f"{mots[0].texte} x")[0] else mots[0].x0,
        trou=max((b.x0 - a.x1 for a, b in itertools.pairwise(mots)), default=0.0),
    )


def interligne(lignes: list[LigneVisuelle]) -> float:
    """The usual distance between two lines that follow each other."""
    ecarts = [b.bas - a.bas for a, b in itertools.pairwise(lignes) if b.bas > a.bas]
    if not ecarts:
        return 0.0
    petits = [ecart for ecart in ecarts if ecart <= 1.3 * min(ecarts)]
    return median(petits)


def continue_la_ligne(
    avant: LigneVisuelle, ligne: LigneVisuelle, pas: float, droite: float, puce: LigneVisuelle | None = None
) -> bool:
    """The paragraph of the line above goes on: same distance, no mark, and that line was full.

    `puce`: the bullet that paragraph began with; what goes on stands under its text, not under its mark.
    """
    if separer_puce(ligne.texte)[0] or _NUMERO.match(ligne.texte):
        return False
    if pas and ligne.bas - avant.bas > _INTERLIGNE * pas:
        return False
    en_capitales = _CAPITALES.search(avant.texte + ligne.texte) and avant.texte.isupper() != ligne.texte.isupper()
    if en_capitales and not _INACHEVE.search(avant.texte.rstrip()):
        return False  # a title in capitals ends; « de type PERT, » does not, « GANTT, … » goes on with it
    if puce is not None and ligne.x0 < puce.texte_x0 - 3:
        return False
    if not _FIN.search(avant.texte) or not _COMMENCE.match(ligne.texte):
        return not _NOTE.match(ligne.texte)
    if avant.texte.rstrip().endswith(":") or ligne.bas - avant.bas > _PARAGRAPHE * (avant.bas - avant.haut):
        return False
    espace = 3.0
    return avant.x1 + espace + ligne.premier_mot > droite


def lire_fragments(mots: list[Mot], droite: float) -> tuple[Fragment, ...]:
    """The paragraphs and bullets of a cell whose right edge is `droite`."""
    lignes = lire_lignes(mots)
    paragraphes: list[str] = []
    for ligne, suite in suites(lignes, droite):
        if suite:
            paragraphes[-1] += f" {ligne.texte}"
        else:
            paragraphes.append(ligne.texte)
    fragments = [separer_puce(paragraphe) for paragraphe in paragraphes]
    return tuple(Fragment(texte, puce) for puce, texte in fragments if texte)


def suites(lignes: list[LigneVisuelle], droite: float) -> Iterator[tuple[LigneVisuelle, bool]]:
    """Each line, and whether it goes on with the paragraph of the line above."""
    pas = interligne(lignes)
    puce: LigneVisuelle | None = None
    for rang, ligne in enumerate(lignes):
        suite = rang > 0 and continue_la_ligne(lignes[rang - 1], ligne, pas, droite, puce)
        if not suite:
            puce = ligne if separer_puce(ligne.texte)[0] else None
        yield ligne, suite
