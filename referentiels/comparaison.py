"""Two texts side by side, word by word; two versions, bloc by bloc and competence by competence. Pure."""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, TypeVar

from certif_portal.commun.textes import cle_recherche

T = TypeVar("T")
RESSEMBLANCE_MINIMUM = 0.6  # under it, two titles are two different things
_MOTS = re.compile(r"\s+|\w+|[^\w\s]")


class Sort(StrEnum):
    EGAL = "egal"
    RETRAIT = "retrait"
    AJOUT = "ajout"


@dataclass(frozen=True)
class Segment:
    sort: Sort
    texte: str


@dataclass(frozen=True)
class Ecart:
    """A text before and after: what left on the left, what came on the right."""

    libelle: str
    avant: tuple[Segment, ...]
    apres: tuple[Segment, ...]

    @property
    def identique(self) -> bool:
        return all(segment.sort == Sort.EGAL for segment in (*self.avant, *self.apres))

    @property
    def vide(self) -> bool:
        return not self.avant and not self.apres


def comparer_textes(libelle: str, ancien: str, nouveau: str) -> Ecart:
    """Word by word: the words that left and those that came, among those that stay."""
    avant, apres = _MOTS.findall(ancien), _MOTS.findall(nouveau)
    gauche: list[Segment] = []
    droite: list[Segment] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
        egal = operation == "equal"
        _ajouter(gauche, Sort.EGAL if egal else Sort.RETRAIT, "".join(avant[i1:i2]))
        _ajouter(droite, Sort.EGAL if egal else Sort.AJOUT, "".join(apres[j1:j2]))
    return Ecart(libelle, tuple(gauche), tuple(droite))


def _ajouter(segments: list[Segment], sort: Sort, texte: str) -> None:
    if texte:
        segments.append(Segment(sort, texte))


def ressemblance(a: str, b: str) -> float:
    """From 0 to 1, accents and case aside; 1 for the same title."""
    gauche, droite = cle_recherche(a), cle_recherche(b)
    if gauche == droite:
        return 1.0
    mesure = SequenceMatcher(None, gauche, droite, autojunk=False)
    return mesure.ratio() if mesure.real_quick_ratio() >= RESSEMBLANCE_MINIMUM else 0.0


@dataclass(frozen=True)
class Paire(Generic[T]):
    """An item of each version, or one alone. `note` is their resemblance, in percent."""

    ancien: T | None
    nouveau: T | None
    note: int = 0


def apparier(
    anciens: Sequence[T], nouveaux: Sequence[T], *, cle: Callable[[T], Hashable], titre: Callable[[T], str]
) -> list[Paire[T]]:
    """Pair by key first, then by titles that resemble each other most; each item once. New ones come last.

    A key that is empty (None or "") pairs nothing.
    """
    libres = list(range(len(nouveaux)))
    choisis: dict[int, tuple[int, int]] = {}
    for rang, ancien in enumerate(anciens):
        meme = next((n for n in libres if cle(ancien) and cle(ancien) == cle(nouveaux[n])), None)
        if meme is not None:
            choisis[rang] = (meme, 100)
            libres.remove(meme)
    notes = sorted(
        (
            (ressemblance(titre(ancien), titre(nouveaux[n])), -rang, -n)
            for rang, ancien in enumerate(anciens)
            if rang not in choisis
            for n in libres
        ),
        reverse=True,
    )
    for note, rang, n in ((note, -moins_rang, -moins_n) for note, moins_rang, moins_n in notes):
        if note >= RESSEMBLANCE_MINIMUM and rang not in choisis and n in libres:
            choisis[rang] = (n, round(note * 100))
            libres.remove(n)
    paires = [
        Paire(ancien, nouveaux[choisis[rang][0]], choisis[rang][1]) if rang in choisis else Paire(ancien, None)
        for rang, ancien in enumerate(anciens)
    ]
    return [*paires, *(Paire(None, nouveaux[n]) for n in libres)]
