"""What a search says: its words, those that may be left out, the kind of thing that it names, the day that it gives."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import MOIS
from certif_portal.portail.queries.proche import variantes

TITRES = frozenset(
    ["m", "mm", "mr", "me", "dr", "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "messieurs"]
    + ["mesdames", "docteur", "maitre"]
)
"""Written before a name on a letter, and part of none."""
PARTICULES = frozenset(
    ["d", "de", "du", "des", "l", "la", "le", "les", "et", "y", "von", "van", "der", "den", "da", "das", "do", "dos"]
    + ["di", "del", "della", "el", "al", "ben", "bin"]
)
"""Borne or left out from one paper to another."""
GENRES = {
    "commission": "commission",
    "commissions": "commission",
    "seance": "commission",
    "jury": "jury",
    "jurys": "jury",
    "candidat": "candidat",
    "candidate": "candidat",
    "candidats": "candidat",
    "organisme": "organisme",
    "organismes": "organisme",
    "entreprise": "entreprise",
    "entreprises": "entreprise",
    "evaluateur": "evaluateur",
    "evaluatrice": "evaluateur",
    "evaluateurs": "evaluateur",
    "certificat": "certificat",
    "certificats": "certificat",
    "certification": "certification",
    "certifications": "certification",
}
JOUR = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")
ANNEE = re.compile(r"(?:19|20)\d\d")
EN_LETTRES = re.compile(rf"\b(?:(\d{{1,2}})(?:er)? )?({'|'.join(map(cle_recherche, MOIS))})(?: ((?:19|20)\d\d))?\b")
LONGUEUR_TOLERANTE = 4
"""Letters from which a word may hold one typing error, among the few names of a small list."""


@dataclass(frozen=True)
class Question:
    """`mots`: what must be found. `genre`: the one kind that it names, by a word that its rows need not hold.
    `du`, `au`: the days that it gives, and `reste` its words without them."""

    mots: tuple[str, ...]
    reste: tuple[str, ...] = ()
    genre: str = ""
    du: date | None = None
    au: date | None = None

    @property
    def essentielle(self) -> "Question":
        """Without particles, unless there is nothing else."""
        return replace(
            self, mots=_sans(self.mots, PARTICULES) or self.mots, reste=_sans(self.reste, PARTICULES) or self.reste
        )

    def mots_de(self, genre: str) -> tuple[str, ...]:
        """What the rows of that kind must hold: « commission nantes » asks of commissions « nantes » alone."""
        return tuple(mot for mot in self.mots if GENRES.get(mot) != genre) or self.mots

    def reste_de(self, genre: str) -> tuple[str, ...]:
        return tuple(mot for mot in self.reste if GENRES.get(mot) != genre)


def lire_question(texte: str, le: date) -> Question:
    """`le`: the day on which a day without its year is read."""
    mots = tuple(cle_recherche(texte).split())
    mots = _sans(mots, TITRES) or mots
    genres = [GENRES[mot] for mot in mots if mot in GENRES]
    du, au, reste = _jours(texte, le)
    if genres and not du:
        du, au, reste = _annee(mots)
    if du:
        reste = _sans(reste, PARTICULES | TITRES)
    return Question(mots, reste or (() if du else mots), genres[0] if len(genres) == 1 else "", du, au)


def _sans(mots: Iterable[str], vides: frozenset[str]) -> tuple[str, ...]:
    return tuple(mot for mot in mots if mot not in vides)


def _jours(texte: str, le: date) -> tuple[date | None, date | None, tuple[str, ...]]:
    """« 12/10/2026 », « 12 octobre 2026 », « 12 octobre », « octobre 2026 »; a month alone may be a name."""
    if lu := JOUR.search(texte):
        jour = _jour(int(lu[3]), int(lu[2]), int(lu[1]))
        return jour, jour, tuple(cle_recherche(texte[: lu.start()], texte[lu.end() :]).split()) if jour else ()
    cle = cle_recherche(texte)
    lu = EN_LETTRES.search(cle)
    if lu is None or not (lu[1] or lu[3]):
        return None, None, ()
    annee, mois = int(lu[3] or le.year), [cle_recherche(nom) for nom in MOIS].index(lu[2]) + 1
    reste = tuple(f"{cle[: lu.start()]} {cle[lu.end() :]}".split())
    if lu[1]:
        jour = _jour(annee, mois, int(lu[1]))
        return jour, jour, reste if jour else ()
    return date(annee, mois, 1), date(annee, mois, monthrange(annee, mois)[1]), reste


def _annee(mots: Iterable[str]) -> tuple[date | None, date | None, tuple[str, ...]]:
    """« jury 2026 », « commissions lanester 2025 »: the year, where a kind of thing is named."""
    annee = next((mot for mot in mots if ANNEE.fullmatch(mot)), "")
    if not annee:
        return None, None, ()
    return date(int(annee), 1, 1), date(int(annee), 12, 31), tuple(mot for mot in mots if mot != annee)


def _jour(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


# --- names of a small list ---------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def cle_de(*parties: str) -> str:
    """The key of a name, worked out once."""
    return cle_recherche(*parties)


def tient(mots: Iterable[str], cle: str) -> bool:
    """Whether a key holds every word, however it is spaced."""
    collee = cle.replace(" ", "")
    return all(mot in collee for mot in mots)


def tient_a_une_faute_pres(mots: Iterable[str]) -> Callable[[str], bool]:
    """The same but for one typing error in each word, asked of many keys: what each word may be is worked out once. A
    number one digit away is another number."""
    proches = {mot: variantes(mot) if mot.isalpha() and len(mot) >= LONGUEUR_TOLERANTE else set() for mot in mots}

    def tenir(cle: str) -> bool:
        collee, connus = cle.replace(" ", ""), cle.split()
        return all(mot in collee or not siens.isdisjoint(connus) for mot, siens in proches.items())

    return tenir
