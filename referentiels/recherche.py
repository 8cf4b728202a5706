"""Search over the catalogue: no accents, plurals folded, one typing error forgiven. Pure: words in, scores out.

A typing error is one letter missing, added, changed, or two neighbours exchanged; a space too many or too few counts as
one. What is only found through an error is told apart (`proche`), so that an exact question keeps exact answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from certif_portal.commun.textes import cle_recherche

VIDES = frozenset(
    ["a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les"]
    + ["leur", "ou", "par", "pour", "s", "sa", "se", "ses", "son", "sur", "un", "une"]
)
PREFIXE_MINIMUM = 3
TOLERANCE_MINIMUM = 3
TOLERANCE_FRANCHE = 5  # from that length a word is looked for with an error even when it exists as it is
EXACT, DEBUT, PROCHE = 3, 2, 1
POIDS_TITRE = 10


@dataclass(frozen=True)
class FicheMots:
    """What is searched of a certification: the words of its title, numbers and sector, and those of its version."""

    cle: int
    titre: frozenset[str]
    corps: frozenset[str]


@dataclass(frozen=True)
class Trouvaille:
    cle: int
    score: int
    proche: bool


def mots_de(*textes: str) -> frozenset[str]:
    """The words worth searching, without accents nor plural."""
    return frozenset(_singulier(mot) for mot in cle_recherche(*textes).split() if mot not in VIDES)


def jetons(question: str) -> list[str]:
    """The words of a question, in order; the empty words only when there is nothing else."""
    tous = cle_recherche(question).split()
    return [_singulier(mot) for mot in tous if mot not in VIDES] or [_singulier(mot) for mot in tous]


def chercher(question: str, fiches: Sequence[FicheMots]) -> list[Trouvaille]:
    """Every fiche that holds every word of the question, the best first; then those an error away."""
    vocabulaire = frozenset(mot for fiche in fiches for mot in fiche.titre | fiche.corps)
    base = jetons(question)
    exactes = _trouver([_exacts(jeton, vocabulaire) for jeton in base], fiches, proche=False)
    deja = {trouvaille.cle for trouvaille in exactes}
    proches: dict[int, Trouvaille] = {}
    for variante in _variantes(base, vocabulaire):
        sens = [_tolerants(jeton, vocabulaire) for jeton in variante]
        for trouvaille in _trouver([s for s in sens if s], fiches, proche=True):
            if trouvaille.cle not in deja:
                connue = proches.get(trouvaille.cle)
                proches[trouvaille.cle] = max(trouvaille, connue or trouvaille, key=lambda t: t.score)
    return [*_classer(exactes), *_classer(proches.values())]


def _classer(trouvailles: Iterable[Trouvaille]) -> list[Trouvaille]:
    return sorted(trouvailles, key=lambda t: -t.score)


def _trouver(sens: Sequence[dict[str, int]], fiches: Sequence[FicheMots], *, proche: bool) -> list[Trouvaille]:
    """Fiches where each word of the question has a meaning; none when the question has no word left."""
    if not sens:
        return []
    trouvees = []
    for fiche in fiches:
        scores = [_score(mots, fiche) for mots in sens]
        if all(scores):
            trouvees.append(Trouvaille(fiche.cle, sum(scores), proche))
    return trouvees


def _score(sens: dict[str, int], fiche: FicheMots) -> int:
    titre = max((note for mot, note in sens.items() if mot in fiche.titre), default=0)
    if titre:
        return titre + POIDS_TITRE
    return max((note for mot, note in sens.items() if mot in fiche.corps), default=0)


def _exacts(jeton: str, vocabulaire: frozenset[str]) -> dict[str, int]:
    """The word itself, and those it begins."""
    sens = {jeton: EXACT} if jeton in vocabulaire else {}
    if len(jeton) >= PREFIXE_MINIMUM:
        sens |= {mot: DEBUT for mot in vocabulaire if mot != jeton and mot.startswith(jeton)}
    return sens


def _tolerants(jeton: str, vocabulaire: frozenset[str]) -> dict[str, int]:
    """The same, and the words one error away. Empty for a word that means nothing, short or nearly empty: left
    aside."""
    sens = _exacts(jeton, vocabulaire)
    if any(signe.isdigit() for signe in jeton):  # one digit away, a number is another number
        return sens or {jeton: EXACT}
    if not sens and any(est_proche(jeton, vide) for vide in VIDES if len(vide) >= TOLERANCE_MINIMUM):
        return {}
    if len(jeton) >= TOLERANCE_FRANCHE or (not sens and len(jeton) >= TOLERANCE_MINIMUM):
        sens |= {mot: PROCHE for mot in vocabulaire if mot not in sens and est_proche(jeton, mot)}
    if not sens and len(jeton) > TOLERANCE_MINIMUM:
        return {jeton: PROCHE}
    return sens


def _variantes(base: list[str], vocabulaire: frozenset[str]) -> list[list[str]]:
    """The question as it is, then with a space taken away or given back where that makes known words."""
    variantes = [base]
    for rang in range(len(base) - 1):
        colle = base[rang] + base[rang + 1]
        if any(est_proche(colle, mot) for mot in vocabulaire):
            variantes.append([*base[:rang], colle, *base[rang + 2 :]])
    for rang, jeton in enumerate(base):
        if jeton not in vocabulaire:
            variantes += [[*base[:rang], *paire, *base[rang + 1 :]] for paire in _coupes(jeton, vocabulaire)]
    return variantes


def _coupes(jeton: str, vocabulaire: frozenset[str]) -> list[list[str]]:
    """`operateurusinage`, `operateurxusinage` → operateur, usinage."""
    coupes = []
    for rang in range(1, len(jeton)):
        gauche, droite = _singulier(jeton[:rang]), jeton[rang:]
        for suite in (droite, droite[1:]):
            connus = [mot for mot in (gauche, _singulier(suite)) if mot not in VIDES]
            if suite and connus and all(mot in vocabulaire and len(mot) > 1 for mot in connus):
                coupes.append(connus)
    return coupes


@lru_cache(maxsize=20_000)
def _singulier(mot: str) -> str:
    return mot[:-1] if len(mot) > PREFIXE_MINIMUM and mot[-1] in "sx" else mot


def est_proche(a: str, b: str) -> bool:
    """At most one letter missing, added or changed, or two neighbours exchanged."""
    if abs(len(a) - len(b)) > 1:
        return False
    debut = _commun(a, b)
    reste_a, reste_b = a[debut:], b[debut:]
    if not reste_a or not reste_b:
        return True
    if len(a) != len(b):
        long, court = (reste_a, reste_b) if len(a) > len(b) else (reste_b, reste_a)
        return long[1:] == court
    return reste_a[1:] == reste_b[1:] or (reste_a[:2] == reste_b[1::-1] and reste_a[2:] == reste_b[2:])


def _commun(a: str, b: str) -> int:
    """Length of the common beginning."""
    for rang, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return rang
    return min(len(a), len(b))
