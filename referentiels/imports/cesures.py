"""Words cut at the end of a line: « mainte- nance » is one word, « sous- ensemble » keeps its hyphen.

The document itself decides where it prints the word whole elsewhere; then the prefixes that always take a hyphen. What
may be written in two ways is left as printed and asked. Every word put together is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from referentiels.imports.modele import Doute
from referentiels.imports.nature import textes_libres
from referentiels.imports.rubriques import lire_colonnes
from referentiels.imports.structure import Document, ElementLu, Fragment, Ligne, texte_seul

_OU = "Mots coupés"
_TRAITS = "-\u2010\u2011"
_MOT = re.compile(rf"[^\W\d_]+(?:[{_TRAITS}][^\W\d_]+)*")
_COUPE = re.compile(rf"(?<!\w)(?P<gauche>[^\W\d_]+)[{_TRAITS}]\s+(?P<droite>[^\W\d_]+)(?!\w)")
_CODE_COUPE = re.compile(rf"(?<!\w)(?P<gauche>\w*[A-Z\d])[{_TRAITS}]\s+(?P<droite>\d\w*)(?!\w)")  # « NFX50- 151 »
_FIN = re.compile(rf"(?<!\w)[^\W_]+[{_TRAITS}]$")
_PONCTUATION = re.compile(r"[^\s\w]*")
_DEBUT = re.compile(r"[^\W_]+")
# « pré- et post-formation »: the hyphen waits for the end of the other word.
_SUSPENDENT = frozenset({"et", "ou", "à", "de", "des", "du", "puis", "voire", "ni", "mais"})
_AVEC_TRAIT = frozenset(
    (
        *("sous", "après", "arrière", "semi", "demi", "quasi", "vice", "non", "savoir", "celui", "celle", "ceux"),
        *("celles", "rendez"),
    )
)
_MEMES = frozenset({"même", "mêmes"})  # « elle-même »
_AVEC_CI = frozenset(
    (
        *("dessous", "dessus", "après", "avant", "contre", "joint", "jointe", "joints", "jointes", "bas", "haut"),
        *("dedans", "derrière", "devant"),
    )
)  # « ci-dessous », but « ciment »
_PRONOMS = frozenset(
    ("il", "elle", "ils", "elles", "on", "je", "tu", "nous", "vous", "ce", "ci", "là", "le", "la", "les", "lui", "leur")
)  # « est-il », but « maison » and « moule »: nobody says which
# These begin words of both kinds: « avant-projet » and « avantage », « sur-mesure » and « surveillance ».
_DEUX_FACONS = frozenset(
    (
        *("avant", "mi", "au", "ex", "porte", "chef", "main", "mise", "vis", "grand", "bien", "libre", "pare", "garde"),
        *("essuie", "sur", "peut", "machine", "pièce", "bloc", "poste", "plate", "plates", "entre", "auto", "co"),
        *("contre", "micro", "mini", "multi", "inter", "pré", "anti", "extra", "électro", "éco", "télé", "bio"),
        *("hydro", "thermo", "photo", "radio", "ultra", "infra", "pluri", "poly", "post", "mono", "para", "socio"),
        *("techno", "trans", "turbo", "vidéo", "audio", "centre", "mot", "point", "court", "haut", "bas", "long"),
        *("chrono", "mécano", "aéro", "agro", "bi", "tri", "cyber", "ergo", "géo", "hyper", "hypo", "intra", "macro"),
        *("magnéto", "néo", "oléo", "oxy", "péri", "pneumo", "psycho", "rétro", "servo", "super", "supra", "topo"),
    )
)
_SOUS_SANS_TRAIT = re.compile(
    r"(?:cri|trai|trac|sign|tir)", re.IGNORECASE
)  # « souscrire », « soustraire » or « sous-traiter »
_EST_UN_CODE = re.compile(r"(?=.*\d)[^\W\d_]\w*")
_NUMERO_LONG = 2  # signs of an acronym or of a standard's number: below, it may number a list
_SIGLE = 4  # letters of an acronym, at most
_ACCORD = re.compile(r"[sx]$")


def recoller_cesures(document: Document) -> Document:
    """The document with its cut words whole; conservation then counts one word where the page prints two."""
    cesures = _Cesures(_lexique(document.elements), document.lieu)
    elements = tuple(_recoller(document.elements, cesures))
    if not cesures.attestes and not cesures.doutes:
        return document
    return replace(
        document,
        elements=elements,
        mots=tuple(_mots_recolles(document.mots, cesures.recolles)),
        doutes=(*document.doutes, *cesures.dire()),
    )


def _lexique(elements: Iterable[ElementLu]) -> frozenset[str]:
    """The words printed whole."""
    textes = [_COUPE.sub(" ", texte) for texte in textes_libres(elements)]
    return frozenset(_sans_variante(mot) for texte in textes for mot in _MOT.findall(texte))


def _sans_variante(mot: str) -> str:
    """One form for a hyphen of any kind, and for the plural."""
    return _ACCORD.sub("", re.sub(f"[{_TRAITS}]", "-", mot.lower()))


@dataclass
class _Cesures:
    lexique: frozenset[str]
    lieu: Callable[[int], str]
    recolles: list[tuple[str, str]] = field(default_factory=list)  # the two halves of what is one word now
    attestes: Counter[tuple[str, str]] = field(default_factory=Counter)  # as printed, as read
    doutes: list[Doute] = field(default_factory=list)

    def lire(self, texte: str, numero: int) -> str:
        """The text with its words put together."""
        mots = _COUPE.sub(lambda coupe: self._decider(coupe, numero), texte)
        return _CODE_COUPE.sub(lambda coupe: self._decider_code(coupe, numero), mots)

    def _decider_code(self, coupe: re.Match[str], numero: int) -> str:
        """« NFX50- 151 » is one code; « ISO- 9001 », « 10204- 3 » may be two words; « 1- 20 pièces » begins a list."""
        gauche, lu = coupe["gauche"], f"{coupe['gauche']}-{coupe['droite']}"
        if _EST_UN_CODE.fullmatch(gauche):
            dit = f"« {coupe[0]} », coupé en fin de ligne, lu « {lu} »"
        elif len(gauche) >= _NUMERO_LONG:
            dit, lu = f"« {coupe[0]} », coupé en fin de ligne : « {lu} » ? laissé tel quel", coupe[0]
        else:
            return coupe[0]
        self.doutes.append(Doute(_OU, f"{self.lieu(numero)} : {dit}", change=True))
        return lu

    def _decider(self, coupe: re.Match[str], numero: int) -> str:
        gauche, droite = coupe["gauche"], coupe["droite"]
        if droite.lower() in _SUSPENDENT or not (droite.islower() or (gauche.isupper() and droite.isupper())):
            return coupe[0]
        joint, trait = f"{gauche}{droite}", f"{gauche}-{droite}"
        connus = [forme for forme in (joint, trait) if _sans_variante(forme) in self.lexique]
        if len(connus) == 1:
            lu = connus[0]
            self.attestes[coupe[0], lu] += 1
        elif connus or _hesite(gauche.lower(), droite.lower()) or _deux_sigles(gauche, droite):
            quoi = f"« {coupe[0]} », coupé en fin de ligne : « {joint} » ou « {trait} » ? laissé tel quel"
            self.doutes.append(Doute(_OU, f"{self.lieu(numero)} : {quoi}", change=True))
            return coupe[0]
        else:
            lu = trait if _garde_son_trait(gauche.lower(), droite.lower()) else joint
            self.doutes.append(
                Doute(_OU, f"{self.lieu(numero)} : « {coupe[0]} », coupé en fin de ligne, lu « {lu} »", change=True)
            )
        if lu == joint:
            self.recolles.append((gauche, droite))
        return lu

    def dire(self) -> Iterator[Doute]:
        """One doubt for all the words the document prints whole elsewhere, one for each other."""
        if self.attestes:
            liste = ", ".join(f"« {imprime} » lu « {lu} »" for imprime, lu in self.attestes)
            yield Doute(_OU, f"coupés en fin de ligne, lus comme ailleurs dans le document : {liste}", change=True)
        yield from self.doutes


def _hesite(gauche: str, droite: str) -> bool:
    return (
        gauche in _DEUX_FACONS
        or droite in _PRONOMS
        or (gauche == "sous" and _SOUS_SANS_TRAIT.match(droite) is not None)
    )


def _garde_son_trait(gauche: str, droite: str) -> bool:
    return gauche in _AVEC_TRAIT or droite in _MEMES or (gauche in ("ci", "là") and droite in _AVEC_CI)


def _deux_sigles(gauche: str, droite: str) -> bool:
    """« TIG- MAG » is no word of six letters."""
    return droite.isupper() and max(len(gauche), len(droite)) <= _SIGLE


@dataclass
class _Case:
    """A text that may take back the end of its last word from the text below it."""

    fragment: Fragment
    numero: int

    def prendre(self, suivante: _Case, cesures: _Cesures) -> None:
        fin, debut = _FIN.search(self.fragment.texte), _DEBUT.match(suivante.fragment.texte)
        if fin is None or debut is None or suivante.fragment.puce:
            return
        coupe = f"{fin[0]} {debut[0]}"
        entier = cesures.lire(coupe, self.numero)
        if entier != coupe:
            reste = _PONCTUATION.match(suivante.fragment.texte, debut.end())
            bord = reste.end() if reste else debut.end()
            texte = f"{self.fragment.texte[: fin.start()]}{entier}{suivante.fragment.texte[debut.end() : bord]}"
            self.fragment = replace(self.fragment, texte=texte)
            suivante.fragment = replace(suivante.fragment, texte=suivante.fragment.texte[bord:].lstrip())


def _recoller(elements: tuple[ElementLu, ...], cesures: _Cesures) -> Iterator[ElementLu]:
    """Inside each text, then from a line to the next, and from a cell to the one below it, over page cuts too."""
    cases: list[list[list[list[_Case]]]] = []  # by element, row, cell
    derniere: _Case | None = None  # of the lines
    colonnes: dict[tuple[int, int], _Case] = {}
    for element in elements:
        if isinstance(element, Ligne):
            case = _Case(Fragment(element.texte, element.puce), element.numero)
            _suivre(derniere, case, cesures)
            derniere = case
            cases.append([[[case]]])
            continue
        rangees = []
        for rangee in element.rangees:
            est_entete = lire_colonnes([texte_seul(cellule) for cellule in rangee.cellules]) is not None
            rangees.append([[_Case(fragment, rangee.numero) for fragment in cellule] for cellule in rangee.cellules])
            for rang, cellule in enumerate(rangees[-1]):
                for case in cellule:
                    _suivre(colonnes.get((element.largeur, rang)), case, cesures)
                    if not est_entete:
                        colonnes[element.largeur, rang] = case
        derniere = None
        cases.append(rangees)
    for element, lues in zip(elements, cases, strict=True):
        yield from _refaire(element, lues)


def _suivre(avant: _Case | None, case: _Case, cesures: _Cesures) -> None:
    case.fragment = replace(case.fragment, texte=cesures.lire(case.fragment.texte, case.numero))
    if avant is not None:
        avant.prendre(case, cesures)


def _refaire(element: ElementLu, cases: list[list[list[_Case]]]) -> Iterator[ElementLu]:
    """The element with its texts; a line that gave all it held is no more."""
    if isinstance(element, Ligne):
        texte = cases[0][0][0].fragment.texte
        if texte or not element.texte:
            yield replace(element, texte=texte)
        return
    yield replace(
        element,
        rangees=tuple(
            replace(rangee, cellules=tuple(_fragments(cellule) for cellule in lues))
            for rangee, lues in zip(element.rangees, cases, strict=True)
        ),
    )


def _fragments(cellule: list[_Case]) -> tuple[Fragment, ...]:
    return tuple(case.fragment for case in cellule if case.fragment.texte)


def _mots_recolles(mots: Iterable[str], recolles: list[tuple[str, str]]) -> list[str]:
    """The words of the source, each pair of halves counted as the word they make."""
    compte = Counter(mots)
    for gauche, droite in recolles:
        compte.subtract([gauche, droite])
        compte[f"{gauche}{droite}"] += 1
    return list(compte.elements())
