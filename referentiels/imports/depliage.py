"""A page copied as one long line, unfolded: a line break is put back where the model has one.

Only lines that plainly hold several of the model's headings, labels or cells are touched, and nothing but
line breaks is added.
"""

from __future__ import annotations

import itertools
import re

from referentiels.imports.reperage import Repere, reperer
from referentiels.imports.rubriques import (
    COLONNES,
    Rubrique,
    debuts_de_familles,
    debuts_de_libelles,
    est_un_entete_de_colonnes,
    est_une_formule,
    lire_titre,
    ouvre_les_competences,
    separer_familles,
)
from referentiels.imports.texte import MARQUES

_T = "(?:cqpm|ccpm|cqpi|ccpi)"
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
_CAPITALES = tuple(
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
_COLONNES = re.compile(rf"(?:{_NOMS})(?: (?:{_NOMS}))+")
_NUMEROTATION = re.compile(r"(?:(?:\d+\.)+\d*\s*[)–-]?|\d+\s*[)–-]|[IVX]+\s*[.)–-]?|[A-Z]\))\s*$")
_PUCE_SEULE = re.compile(rf"[{MARQUES}–-]")
_PUCES = re.compile(rf"(?<=\s)(?=[{MARQUES}])")
_TIRETS = re.compile(r"(?<=\s)(?=[–-]\s+[A-ZÀ-Ý])")
_BLOC = re.compile(r"(?<=\s)(?=BDC\s?\d{4})")
_NUMERO = re.compile(r"(?<=\s)(?=\d{1,2}\s*[.)]\s+[A-ZÀ-Ý])")
_LISTEE = re.compile(r"(?<=\s)(?=Compétence\s+\d{1,2}\s*:)")
_FORME = re.compile(r"(?<=\s)(?=[12]\.\s+(?:une?|des|l[ea]|l['’])\b)")
_APRES_POINT_VIRGULE = re.compile(r"(?<=;)\s+(?=[A-ZÀ-Ý])")
_LONGUE = 700
LIGNES_D_UN_TITRE = 4
_ECRITE = re.compile(r"[\t<|]")  # a line of a table that was written as one


def deplier(source: str) -> str:
    """The text with its long lines unfolded and its lone bullets put before their text."""
    lignes = _recoller_titres(_recoller_puces(source.split("\n")))
    zone = Rubrique.EN_TETE
    longue = _LONGUE if "\t" not in source else len(source)  # a text with tables keeps its long paragraphs
    sortie: list[str] = []
    for ligne in lignes:
        if "\t" in ligne.strip() or "<" in ligne or ligne.lstrip().startswith("|"):
            sortie.append(ligne)
            continue
        morceaux = _couper(ligne, zone, longue)
        for morceau in morceaux:
            zone = _zone(morceau, zone)
        sortie.extend(morceaux)
    return "\n".join(sortie)


def _recoller_puces(lignes: list[str]) -> list[str]:
    """A bullet alone on its line belongs to the next written one."""
    sortie = list(lignes)
    for rang, ligne in enumerate(lignes):
        if not _PUCE_SEULE.fullmatch(ligne.strip()):
            continue
        suivante = next((r for r in range(rang + 1, len(lignes)) if lignes[r].strip()), None)
        if suivante is not None and not _PUCE_SEULE.match(lignes[suivante].strip()) and "\t" not in lignes[suivante]:
            sortie[suivante] = f"{ligne.strip()} {lignes[suivante].strip()}"
            sortie[rang] = ""
    return sortie


def _recoller_titres(lignes: list[str]) -> list[str]:
    """A heading of the model wrapped over several lines is put on its first one."""
    sortie = list(lignes)
    rang = 0
    while rang < len(sortie):
        nombre = lignes_du_titre(sortie[rang : rang + LIGNES_D_UN_TITRE])
        if nombre > 1:
            sortie[rang] = " ".join(ligne.strip() for ligne in sortie[rang : rang + nombre])
            sortie[rang + 1 : rang + nombre] = [""] * (nombre - 1)
        rang += max(nombre, 1)
    return sortie


def lignes_du_titre(lignes: list[str]) -> int:
    """How many of these lines make one heading, set phrase or header row together; 0 for none."""
    if not lignes[0].strip() or _ECRITE.search(lignes[0]):
        return 0
    seule = _est_du_modele(lignes[0])
    for nombre in range(len(lignes), 1, -1):
        groupe = lignes[:nombre]
        if all(ligne.strip() and not _ECRITE.search(ligne) for ligne in groupe) and not _PUCE_SEULE.match(
            groupe[1].strip()
        ):
            entier = " ".join(ligne.strip() for ligne in groupe)
            if lire_titre(entier) or est_une_formule(entier) or (not seule and _est_du_modele(entier)):
                return nombre
    return 0


def _est_du_modele(texte: str) -> bool:
    familles = separer_familles(texte)
    return est_un_entete_de_colonnes(texte) or (
        familles[0][0] is not None and len(familles) == 1 and not familles[0][2] and texte.rstrip().endswith(":")
    )


def _zone(ligne: str, zone: Rubrique) -> Rubrique:
    if ouvre_les_competences(ligne):
        return Rubrique.COMPETENCES
    return lire_titre(ligne) or zone


def _couper(ligne: str, zone: Rubrique, longue: int) -> list[str]:
    repere = reperer(ligne)
    titres = [bornes for bornes in _chercher(repere, _TITRES) if _est_un_titre(ligne, *bornes)]
    titres += [bornes for bornes in _chercher(repere, _CAPITALES) if ligne[slice(*bornes)].isupper()]
    formules = [bornes for bornes in _chercher(repere, _FORMULES) if ligne[bornes[0]].isupper()]
    familles = debuts_de_familles(ligne)
    dense = len(titres) + len(formules) + len(familles) >= 2 or len(ligne) > longue
    # The header of an old form: « … métallurgie Qualification : … REFERENTIEL DU CQPM TITRE DU CQPM : … ».
    serree = any(debut > 0 for debut, _ in titres) or (titres and debuts_de_libelles(ligne))
    if not dense and not (zone in {Rubrique.EN_TETE, Rubrique.TITRE} and serree):
        return [ligne]
    coupes = set(familles)
    for debut, fin in [*titres, *formules]:
        coupes |= {_avec_numero(ligne, debut), _avec_ponctuation(ligne, fin)}
    return _affiner(_decouper(ligne, coupes), zone)


def _affiner(morceaux: list[str], zone: Rubrique) -> list[str]:
    """Cut again what stands between two headings, as the rubric it is in allows."""
    sortie: list[str] = []
    for morceau in morceaux:
        nouvelle = _zone(morceau, zone)
        if nouvelle is not zone:
            zone = nouvelle
            sortie.append(morceau)
            continue
        coupes = {trouve.start() for motif in _COUPES.get(zone, ()) for trouve in motif.finditer(morceau)}
        if zone in {Rubrique.COMPETENCES, Rubrique.EVALUATIONS}:
            coupes |= {borne for bornes in _chercher(reperer(morceau), (_COLONNES,)) for borne in bornes}
        if zone in {Rubrique.EN_TETE, Rubrique.TITRE}:
            coupes |= set(debuts_de_libelles(morceau))
        sortie.extend(_decouper(morceau, coupes))
    return sortie


_COUPES: dict[Rubrique, tuple[re.Pattern[str], ...]] = {
    Rubrique.MISSION: (_PUCES, _TIRETS, _APRES_POINT_VIRGULE),
    Rubrique.COMPETENCES: (_PUCES, _BLOC, _NUMERO, _LISTEE),
    Rubrique.EVALUATIONS: (_PUCES,),
    Rubrique.MODALITES: (_PUCES, _TIRETS, _FORME),
    Rubrique.ENVIRONNEMENT: (_PUCES,),
    Rubrique.INTERACTIONS: (_PUCES,),
}


def _chercher(repere: Repere, motifs: tuple[re.Pattern[str], ...]) -> list[tuple[int, int]]:
    """Matches that no longer one holds."""
    trouves = sorted({bornes for motif in motifs for bornes in repere.chercher(motif)}, key=lambda b: (b[0], -b[1]))
    gardes: list[tuple[int, int]] = []
    for debut, fin in trouves:
        if not gardes or debut >= gardes[-1][1]:
            gardes.append((debut, fin))
    return gardes


def _est_un_titre(ligne: str, debut: int, fin: int) -> bool:
    """In capitals, or numbered, or between the end of a sentence and the beginning of another."""
    if ligne[debut:fin].isupper():
        return True
    if not ligne[debut].isupper():
        return False
    avant, apres = ligne[:debut].rstrip(), ligne[fin:].lstrip(" .:")
    if _NUMEROTATION.search(ligne[:debut]):
        return True
    return (not avant or avant[-1] in ".;:") and (not apres or apres[0].isupper())


def _avec_numero(ligne: str, debut: int) -> int:
    numero = _NUMEROTATION.search(ligne[:debut])
    return numero.start() if numero and (numero.start() == 0 or ligne[numero.start() - 1].isspace()) else debut


def _avec_ponctuation(ligne: str, fin: int) -> int:
    while fin < len(ligne) and ligne[fin] in " .:\xa0)¹":
        fin += 1
    return fin


def _decouper(ligne: str, coupes: set[int]) -> list[str]:
    bornes = [0, *sorted(coupe for coupe in coupes if 0 < coupe < len(ligne)), len(ligne)]
    morceaux = [ligne[debut:fin].strip() for debut, fin in itertools.pairwise(bornes)]
    return [morceau for morceau in morceaux if morceau] or [ligne]
