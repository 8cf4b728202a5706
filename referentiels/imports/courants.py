"""Running titles and page numbers: printed on every page, in the text of none.

They are known by what comes back: a page number, and the same line beside each of them; a line that bears the number
of the certification and comes back. They are put aside and said, and the sentence they cut is put together again.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from referentiels.imports.carnet import PAGE
from referentiels.imports.entete import separer_titre_numerote
from referentiels.imports.modele import Doute, Ecarte
from referentiels.imports.nature import titre_de
from referentiels.imports.rubriques import (
    NUMERO_DE_PAGE,
    Rubrique,
    est_un_bruit_de_page,
    est_un_entete_de_colonnes,
    est_une_formule,
    lire_libelles,
    separer_familles,
)
from referentiels.imports.structure import Document, ElementLu, Fragment, Ligne, est_une_fin_de_phrase
from referentiels.imports.texte import MARQUES, cle, separer_puce

SAUT_DE_PAGE = "\f"
COURANT = "en-tête ou pied de page"
_OU = "Document"
_PAGE = re.compile(NUMERO_DE_PAGE, re.IGNORECASE)
_ARTICLE = re.compile(rf"(?:\d{{1,2}}\s*[.)]|BDC|Compétence\s+\d|[{MARQUES}]|[-–]\s+[A-ZÀ-Ýa-zà-ÿ])")
_ENTRE_TIRETS = re.compile(r"[-–—]\s*\d{1,3}\s*[-–—]")
_CORPS = frozenset(Rubrique) - {Rubrique.EN_TETE, Rubrique.TITRE, Rubrique.ACTIVITES}
_FAMILLES = ("en matiere", "en terme", "selon quel")
_VOISINES = 3  # lines of a running title, beside the page number
_LIGNES_D_UNE_PAGE = 4  # closer than that, numbers alone on their line are those of a list


def reperer_courants(lignes: Sequence[str]) -> frozenset[int]:
    """Ranks of the running lines; the first that bears the identity is kept, to be read."""
    ecrites = [rang for rang, ligne in enumerate(lignes) if ligne.strip() or SAUT_DE_PAGE in ligne]
    textes = {rang: lignes[rang].strip().lstrip("#* ").strip() or lignes[rang].strip() for rang in ecrites}
    reperes = [rang for rang in ecrites if _est_un_repere(textes[rang])]
    courants = {*reperes, *_pages_titrees(textes), *_numeros_seuls(textes, ecrites)}
    courants |= _autour(textes, ecrites, sorted(courants))
    courants |= _qui_reviennent(textes, ecrites)
    return frozenset(courants - _premiers_a_lire(textes, courants))


def retirer_courants(source: str) -> tuple[str, tuple[Doute, ...], tuple[Ecarte, ...]]:
    """A text without them; what was put aside is said once, and the sentence they cut goes on from line to line."""
    lignes = _isoler_les_pages(source.replace(SAUT_DE_PAGE, f"\n{SAUT_DE_PAGE}\n")).split("\n")
    rangs = reperer_courants(lignes)
    gardees: list[str] = []
    recollees: list[str] = []
    coupe = False
    for rang, ligne in enumerate(lignes):
        if rang in rangs:
            coupe = True
        elif not ligne.strip():
            gardees.append(ligne)
        else:
            ecrites = [rang for rang, gardee in enumerate(gardees) if gardee.strip()] if coupe else []
            if ecrites and ecrites[-1] + 1 < len(gardees) and _se_suivent(gardees[ecrites[-1]], ligne):
                del gardees[ecrites[-1] + 1 :]
                recollees.append(f"« {gardees[-1].strip()} » + « {ligne.strip()} »")
            coupe = False
            gardees.append(ligne)
    retires = [lignes[rang].strip() for rang in sorted(rangs) if lignes[rang].strip()]
    return "\n".join(gardees), tuple(dire_courants(retires, recollees)), tuple(map(_ecarter, retires))


def sans_courants(document: Document) -> Document:
    """The same for a document read as paragraphs and tables."""
    rangs = reperer_courants([e.texte if isinstance(e, Ligne) else "\t" for e in document.elements])
    gardes: list[ElementLu] = []
    retires: list[Ligne] = []
    recolles: list[str] = []
    coupe = False
    for rang, lu in enumerate(document.elements):
        element, avant = lu, gardes[-1] if gardes else None
        if rang in rangs and isinstance(element, Ligne):
            retires.append(element)
            coupe = True
            continue
        suite = prolonger(avant, element) if coupe else None
        if suite is not None:
            element, recolle = suite
            recolles.append(recolle)
        coupe = False
        gardes.append(element)
    if not retires:
        return document
    textes = [f"• {ligne.texte}" if ligne.puce else ligne.texte for ligne in retires]
    return replace(
        document,
        elements=tuple(gardes),
        doutes=(*document.doutes, *dire_courants(textes, recolles)),
        ecartes=(*document.ecartes, *map(_ecarter, textes)),
    )


def dire_courants(retires: list[str], recolles: list[str]) -> Iterator[Doute]:
    """What was put aside, the first of each and how many there were: the titles that bear the number together, each
    other line by itself; each sentence put together."""
    dits: dict[str, list[str]] = {}
    for texte in retires:
        if not _est_un_repere(texte):
            dits.setdefault(sans_nombre(_PAGE.sub("", texte)), []).append(texte)
    sans_numero = {quoi: lus for quoi, lus in dits.items() if not est_un_titre_numerote(lus[0])}
    titres = [lus for quoi, lus in dits.items() if quoi not in sans_numero]
    if titres:
        liste = ", ".join(map(_combien, titres))
        yield Doute(_OU, f"en-têtes et pieds de page écartés : {liste}", change=True)
    for lus in sans_numero.values():  # a criterion printed at the same place of several pages looks like one
        quoi = "en-tête ou pied de page, ou texte qui se répète ? écarté"
        yield Doute(_OU, f"{_combien(lus)} près des numéros de page : {quoi}", change=True)
    for recolle in recolles:
        yield Doute(_OU, f"phrase coupée par un changement de page, recollée : {recolle}", change=True)


def _combien(lus: list[str]) -> str:
    return f"« {lus[0]} » ({len(lus)} fois)" if lus[1:] else f"« {lus[0]} »"


def _ecarter(texte: str) -> Ecarte:
    return Ecarte(_OU, texte, PAGE if est_un_bruit_de_page(texte) else COURANT)


def prolonger(avant: ElementLu | None, apres: ElementLu) -> tuple[Ligne, str] | None:
    """(the line as the rest of the sentence left open above it, what is said of it); None when it is not."""
    if not isinstance(avant, Ligne) or not isinstance(apres, Ligne) or apres.puce:
        return None
    if not _se_suivent(avant.texte, apres.texte):
        return None
    return replace(apres, suite=True, paragraphe=False), f"« {avant.texte} » + « {apres.texte} »"


def _se_suivent(avant: str, apres: str) -> bool:
    """The line below the running ones ends the sentence that the line above leaves open."""
    if est_du_modele(avant) or est_du_modele(apres):
        return False
    puce, texte = separer_puce(apres.strip())
    return est_une_fin_de_phrase(Fragment(avant.strip()), Fragment(texte, puce=puce))


def _isoler_les_pages(source: str) -> str:
    """Page numbers that stand inside a line, with the running title beside them, put on lines of their own above it."""
    dans = [trouve for trouve in _PAGE.finditer(source) if _est_dans_une_ligne(source, trouve)]
    if not dans:
        return source
    avant = _communs([source[: page.start()].rpartition("\n")[2].split()[::-1] for page in dans])[::-1]
    apres = _communs([source[page.end() :].partition("\n")[0].split() for page in dans])
    titre = r"\s+".join([*map(re.escape, avant), _PAGE.pattern, *map(re.escape, apres)])
    page = re.compile(rf"{titre}|{_PAGE.pattern}", re.IGNORECASE)
    isolees: list[str] = []
    for ligne in source.split("\n"):
        reste = " ".join(filter(None, (morceau.strip(" ") for morceau in page.split(ligne))))
        isolees += (
            [*(lue[0] for lue in page.finditer(ligne)), reste] if reste.strip() and page.search(ligne) else [ligne]
        )
    return "\n".join(isolees)


def _est_dans_une_ligne(source: str, page: re.Match[str]) -> bool:
    avant, apres = source[: page.start()].rpartition("\n")[2], source[page.end() :].partition("\n")[0]
    return bool(avant.strip() or apres.strip())


def _communs(suites: list[list[str]]) -> list[str]:
    """The first words of all of them: the running title, when they bear its number or when there are many."""
    if len(suites) < 2:
        return []
    communs = [mots[0] for mots in itertools.takewhile(lambda mots: len(set(mots)) == 1, zip(*suites, strict=False))]
    return communs if len(suites) > 2 or est_un_titre_numerote(" ".join(communs)) else []


# -- what comes back


def _est_un_repere(texte: str) -> bool:
    """A page number, or the end of a page, with nothing else."""
    return not texte or est_un_bruit_de_page(texte) or _ENTRE_TIRETS.fullmatch(texte) is not None


def _pages_titrees(textes: dict[int, str]) -> set[int]:
    """« Page 3 sur 12 – Soudeur »: the same title beside several page numbers."""
    restes = {rang: cle(_PAGE.sub("", texte)) for rang, texte in textes.items() if _PAGE.search(texte)}
    fois = Counter(restes.values())
    return {rang for rang, reste in restes.items() if fois[reste] > 1 or est_un_titre_numerote(textes[rang])}


def _numeros_seuls(textes: dict[int, str], ecrites: list[int]) -> list[int]:
    """Numbers alone on their line, unless they number a list or are the value of the label above."""
    seuls = [place for place, rang in enumerate(ecrites) if textes[rang].isdigit() and len(textes[rang]) < 4]
    return [
        ecrites[place]
        for place in seuls
        if not (place and lire_libelles(textes[ecrites[place - 1]]))
        and not any(0 < abs(autre - place) <= _LIGNES_D_UNE_PAGE for autre in seuls)
    ]


def _autour(textes: dict[int, str], ecrites: list[int], reperes: list[int]) -> set[int]:
    """The lines that come back at the same distance of half the page numbers, from the page number outwards."""
    places = {rang: place for place, rang in enumerate(ecrites)}
    courants: set[int] = set()
    for sens in (-1, 1):
        voisines = [_voisines(ecrites, places[rang], sens) for rang in reperes]
        vues = {(pas, rang) for rangs in voisines for pas, rang in enumerate(rangs)}
        fois = Counter((pas, sans_nombre(textes[rang])) for pas, rang in vues)
        for rangs in voisines:
            for pas, rang in enumerate(rangs):
                revient = 2 * fois[pas, sans_nombre(textes[rang])] >= max(len(reperes), 4)
                if not _court(textes[rang], revient=revient):
                    break
                courants.add(rang)
    return courants


def _voisines(ecrites: list[int], place: int, sens: int) -> list[int]:
    return ecrites[place + 1 : place + 1 + _VOISINES] if sens > 0 else ecrites[max(place - _VOISINES, 0) : place][::-1]


def _court(texte: str, *, revient: bool) -> bool:
    """Beside a page number: it comes back, bears the number of the certification, or is a page number itself."""
    if _est_un_repere(texte) or est_un_titre_numerote(texte):
        return not lire_libelles(texte)
    return revient and not est_du_modele(texte) and not est_un_article(texte)


def _qui_reviennent(textes: dict[int, str], ecrites: list[int]) -> set[int]:
    """Lines that bear the number of the certification and come back, page numbers aside."""
    porteuses = [rang for rang in ecrites if est_un_titre_numerote(textes[rang]) and not lire_libelles(textes[rang])]
    fois = Counter(sans_nombre(textes[rang]) for rang in porteuses)
    return {rang for rang in porteuses if fois[sans_nombre(textes[rang])] > 1}


def _premiers_a_lire(textes: dict[int, str], courants: set[int]) -> set[int]:
    """Above the texts, the first running line that says the number, when no other line does, or that bears a label."""
    corps = next((rang for rang, texte in textes.items() if titre_de(texte) in _CORPS), max(textes, default=0) + 1)
    hauts = [rang for rang in sorted(courants) if rang < corps]
    libelles = [rang for rang in hauts if lire_libelles(textes[rang]) or titre_de(textes[rang]) is Rubrique.TITRE]
    premiers = {sans_nombre(textes[rang]): rang for rang in reversed(libelles)}
    numerotes = [rang for rang in hauts if est_un_titre_numerote(textes[rang])]
    ailleurs = "\n".join(cle(texte) for rang, texte in textes.items() if rang not in courants)
    if numerotes and cle(separer_titre_numerote(textes[numerotes[0]])[1]) not in ailleurs:
        premiers[""] = numerotes[0]
    return set(premiers.values())


def est_un_titre_numerote(texte: str) -> bool:
    """« 2001 01 89 0195 », « CQPM : MQ 2014 44/92 0300 – Technicien », « Page 2 sur 6 MQ 2004 0233 - Technicien »."""
    return bool(separer_titre_numerote(texte)[1])


def est_du_modele(texte: str) -> bool:
    """Headings, set phrases and headers of columns come back without being running titles; the name of the document,
    printed on each page, is one."""
    if "\t" in texte or est_une_formule(texte) or est_une_tete(texte):
        return True
    return titre_de(texte) not in {None, Rubrique.TITRE}


def est_une_tete(texte: str) -> bool:
    """The headers of columns and the headings of families, whole or cut, printed again on each page."""
    if est_un_entete_de_colonnes(texte) or cle(texte).startswith(_FAMILLES):
        return True
    return any(famille for famille, _, _ in separer_familles(texte))


def est_un_article(texte: str) -> bool:
    """An item of a list, a competence, a bloc."""
    return _ARTICLE.match(texte) is not None


def sans_nombre(texte: str) -> str:
    """What a line says, page numbers aside."""
    return " ".join("#" if mot.isdigit() and len(mot) < 4 else mot for mot in cle(texte).split())
