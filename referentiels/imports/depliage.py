"""A page copied as one long line, unfolded: a line break is put back where the model has one.

A line is cut only when it plainly holds several phrases of the model (headings, set phrases, family headings):
first around each of them, then, between two of them, at the marks of the rubric it stands in (« BDC0001 » in
the competences, bullets in the mission). Nothing but line breaks is added.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from referentiels.imports.recollage import recoller
from referentiels.imports.reperage import Repere, reperer
from referentiels.imports.rubriques import (
    COLONNES,
    Rubrique,
    debuts_de_familles,
    debuts_de_libelles,
    lire_titre,
    ouvre_les_competences,
)
from referentiels.imports.texte import MARQUES

Bornes = tuple[int, int]  # where a phrase begins and ends in a line

_T = "(?:cqpm|ccpm|cqpi|ccpi)"
# Looked for inside a line, so only the long forms that no sentence holds.
_TITRES = tuple(
    re.compile(motif)
    for motif in (
        rf"referentiel du {_T}",
        rf"referentiel d activites?(?: du {_T})?",
        r"missions?(?: s)? et activites visees par la (?:certification(?: professionnelle)?|qualification)",
        rf"objectif professionnel du {_T}",
        r"(?:interactions dans l )?environnement de travail",
        r"analyse et evolutions? du metier",
        rf"referentiel de competences?(?: du {_T})?",
        rf"competences et connaissances afferentes (?:au|a la) {_T}(?: visee?)?",
        rf"referentiel d evaluations?(?: du {_T})?",
        r"conditions de realisation et d evaluation des competences professionnelles"
        r"(?: selon les criteres mesurables(?: et)? observables et(?: les)? resultats attendus)?",
        r"(?<!les )criteres mesurables et observables et resultats attendus",
        r"modalites d evaluations?",
        r"conditions de mise en oeuvre des evaluations en vue de la certification",
        r"mise en oeuvre des modalites d evaluation",
        r"validation des competences professionnelles",
        r"conditions? d admissi(?:bilite|on)",
    )
)
_FORMULES = tuple(
    re.compile(motif)
    for motif in (
        r"pour cela (?:il elle|il|elle) doit etre capable de",
        r"en fonction des differents contextes (?:\w+ ){0,16}?(?:portent|porter) sur",
        r"les missions ou activites (?:\w+ ){0,14}?(?:portent|porter)(?: \w+){0,6}? sur",
        r"les competences necessaires a l exercice de la mission sont",
        r"les differentes modalites d evaluation sont les suivantes",
    )
)
_TITRES_EN_CAPITALES = tuple(
    re.compile(motif)
    for motif in (
        r"commission d evaluation",
        r"avis de l entreprise",
        r"evaluations? en situations? professionnelles? reelles?",
        r"evaluations? en situations? reconstituees?",
        r"presentations? des projets ou activites realises en milieu professionnel",
    )
)
_NOMS = "|".join(sorted((colonne for colonne in COLONNES if " " in colonne), key=len, reverse=True))
_COLONNES = re.compile(rf"(?:{_NOMS})(?: (?:{_NOMS}))+")  # a whole header row

# What stands before a heading and goes with it: « 2.1 », « 3) », « IV. », « A) ».
_NUMEROTATION = re.compile(r"(?:(?:\d+\.)+\d*\s*[)–-]?|\d+\s*[)–-]|[IVX]+\s*[.)–-]?|[A-Z]\))\s*$")
_PONCTUATION = re.compile(r"[ .:\xa0)¹]*")  # what stands after it and goes with it

_PUCE = re.compile(rf"(?<=\s)(?=[{MARQUES}])")
_TIRET = re.compile(r"(?<=\s)(?=[–-]\s+[A-ZÀ-Ý])")
_BLOC = re.compile(r"(?<=\s)(?=BDC\s?\d{4})")
_NUMERO = re.compile(r"(?<=\s)(?=\d{1,2}\s*[.)]\s+[A-ZÀ-Ý])")
_COMPETENCE_LISTEE = re.compile(r"(?<=\s)(?=Compétence\s+\d{1,2}\s*:)")
_FORME_REELLE = re.compile(r"(?<=\s)(?=[12]\.\s+(?:une?|des|l[ea]|l['’])\b)")  # « 1. Une observation… »
_ENUMERATION = re.compile(r"(?<=;)\s+(?=[A-ZÀ-Ý])")
_MARQUES_DE: dict[Rubrique, tuple[re.Pattern[str], ...]] = {
    Rubrique.MISSION: (_PUCE, _TIRET, _ENUMERATION),
    Rubrique.COMPETENCES: (_PUCE, _BLOC, _NUMERO, _COMPETENCE_LISTEE),
    Rubrique.EVALUATIONS: (_PUCE,),
    Rubrique.MODALITES: (_PUCE, _TIRET, _FORME_REELLE),
    Rubrique.ENVIRONNEMENT: (_PUCE,),
    Rubrique.INTERACTIONS: (_PUCE,),
}
_EN_TABLEAUX = {Rubrique.COMPETENCES, Rubrique.EVALUATIONS}
_EN_TETE = {Rubrique.EN_TETE, Rubrique.TITRE}
_LONGUE = 700  # characters: more is no line of a page


@dataclass(frozen=True)
class _Jalons:
    """What the model prints and a line holds."""

    titres: list[Bornes]
    formules: list[Bornes]
    familles: list[int]  # where each family heading begins; its text follows it

    @property
    def nombre(self) -> int:
        return len(self.titres) + len(self.formules) + len(self.familles)

    def coupes(self, ligne: str) -> set[int]:
        """Around each heading and set phrase, before each family heading."""
        phrases = [*self.titres, *self.formules]
        debuts = {_avec_numero(ligne, debut) for debut, _ in phrases}
        fins = {_avec_ponctuation(ligne, fin) for _, fin in phrases}
        return debuts | fins | set(self.familles)


def deplier(source: str) -> str:
    """The text with its long lines unfolded; its lone bullets and wrapped headings are put together first."""
    longue = len(source) if "\t" in source else _LONGUE  # a text with tables keeps its long paragraphs
    rubrique = Rubrique.EN_TETE
    depliees: list[str] = []
    for ligne in recoller(source.split("\n")):
        if _est_une_rangee(ligne):
            depliees.append(ligne)
            continue
        for morceau in _deplier_ligne(ligne, rubrique, longue):
            rubrique = _rubrique_apres(morceau, rubrique)
            depliees.append(morceau)
    return "\n".join(depliees)


def _est_une_rangee(ligne: str) -> bool:
    """A row of a table that was written as one: tabs, tags or bars part its cells."""
    return "\t" in ligne.strip() or "<" in ligne or ligne.lstrip().startswith("|")


def _rubrique_apres(ligne: str, rubrique: Rubrique) -> Rubrique:
    """The rubric the next line stands in."""
    return Rubrique.COMPETENCES if ouvre_les_competences(ligne) else lire_titre(ligne) or rubrique


def _deplier_ligne(ligne: str, rubrique: Rubrique, longue: int) -> list[str]:
    """Cut around the phrases of the model, then, between two of them, at the marks of the rubric."""
    jalons = _jalons(ligne)
    if jalons.nombre < 2 and len(ligne) <= longue and not (rubrique in _EN_TETE and _est_serree(ligne, jalons)):
        return [ligne]
    depliees: list[str] = []
    for morceau in _decouper(ligne, jalons.coupes(ligne)):
        suivante = _rubrique_apres(morceau, rubrique)
        ouvre = suivante is not rubrique
        depliees += [morceau] if ouvre else _decouper(morceau, _marques(morceau, rubrique))
        rubrique = suivante
    return depliees


def _est_serree(ligne: str, jalons: _Jalons) -> bool:
    """The header of an old form on one line: « … métallurgie Qualification : … REFERENTIEL DU CQPM TITRE : … »."""
    return any(debut > 0 for debut, _ in jalons.titres) or bool(jalons.titres and debuts_de_libelles(ligne))


def _jalons(ligne: str) -> _Jalons:
    repere = reperer(ligne)
    titres = [bornes for bornes in _chercher(repere, _TITRES) if _est_un_titre(ligne, *bornes)]
    titres += [bornes for bornes in _chercher(repere, _TITRES_EN_CAPITALES) if ligne[slice(*bornes)].isupper()]
    formules = [bornes for bornes in _chercher(repere, _FORMULES) if ligne[bornes[0]].isupper()]
    return _Jalons(titres, formules, debuts_de_familles(ligne))


def _chercher(repere: Repere, motifs: tuple[re.Pattern[str], ...]) -> list[Bornes]:
    """Where the phrases stand; of two that overlap, the first, and of two that begin together, the longest."""
    trouves = {bornes for motif in motifs for bornes in repere.chercher(motif)}
    gardes: list[Bornes] = []
    for debut, fin in sorted(trouves, key=lambda bornes: (bornes[0], -bornes[1])):
        if not gardes or debut >= gardes[-1][1]:
            gardes.append((debut, fin))
    return gardes


def _est_un_titre(ligne: str, debut: int, fin: int) -> bool:
    """In capitals, or with a capital and numbered, or with a capital between two sentences."""
    if ligne[debut:fin].isupper():
        return True
    if not ligne[debut].isupper():
        return False
    avant, apres = ligne[:debut].rstrip(), ligne[fin:].lstrip(" .:")
    entre_deux_phrases = avant[-1:] in {"", ".", ";", ":"} and (not apres or apres[0].isupper())
    return entre_deux_phrases or _NUMEROTATION.search(ligne[:debut]) is not None


def _avec_numero(ligne: str, debut: int) -> int:
    """Where a heading begins, its number included when that stands apart."""
    numero = _NUMEROTATION.search(ligne[:debut])
    if numero is None or not (numero.start() == 0 or ligne[numero.start() - 1].isspace()):
        return debut
    return numero.start()


def _avec_ponctuation(ligne: str, fin: int) -> int:
    trouve = _PONCTUATION.match(ligne, fin)
    return trouve.end() if trouve else fin


def _marques(texte: str, rubrique: Rubrique) -> set[int]:
    """Where a line ends in this rubric: before a bullet, a number, a label; around a row of column headers."""
    coupes = {trouve.start() for motif in _MARQUES_DE.get(rubrique, ()) for trouve in motif.finditer(texte)}
    if rubrique in _EN_TABLEAUX:
        coupes.update(*_chercher(reperer(texte), (_COLONNES,)))
    if rubrique in _EN_TETE:
        coupes.update(debuts_de_libelles(texte))
    return coupes


def _decouper(ligne: str, coupes: set[int]) -> list[str]:
    bornes = [0, *sorted(coupes), len(ligne)]
    morceaux = [ligne[debut:fin].strip() for debut, fin in itertools.pairwise(bornes)]
    return [morceau for morceau in morceaux if morceau] or [ligne]
