"""When two files of people born the same day may be one person's, however the name was written, or mistyped."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from certif_portal.commun.textes import cle_recherche

BOUT = 3
"""Letters: one error leaves as many, at one end, of a name long enough."""
COURT = 2 * BOUT + 2
PARTAGES = frozenset(
    {
        *("de", "du", "des", "d", "la", "le", "les", "l", "van", "von", "der", "den", "da", "dos", "das", "di", "del"),
        *("ben", "bin", "bel", "el", "al", "ait", "ould", "abd", "abou", "bou", "mac", "mc", "saint", "o"),
    }
)
"""Words that two names may share without a likeness."""


@dataclass(frozen=True)
class Noms:
    """The ways a person may be written, letters alone: « dupontjeanpierre », « jeanpierredupont »; and those letters,
    whatever their order."""

    ecritures: frozenset[str]
    lettres: frozenset[str]
    mots: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    """Those of the birth and used names, and those of the first names."""

    @property
    def cles(self) -> set[str]:
        """Two people who look alike have one of these in common: most pairs are never compared."""
        bouts = {bout for ecriture in self.ecritures for bout in (ecriture[:BOUT], f"…{ecriture[-BOUT:]}")}
        accoles = {f"{nom} {prenom}" for nom, prenom in product(*self.mots) if nom not in PARTAGES}
        return (
            bouts
            | self.lettres
            | accoles
            | ({""} if any(len(ecriture) <= COURT for ecriture in self.ecritures) else set())
        )


def noms_de(nom_naissance: str, nom_usage: str, prenom: str, autres_prenoms: str = "") -> Noms:
    """Under the birth name and under the used one, with the other first names and without."""
    noms = {_lettres(nom_naissance)}
    if nom_usage:
        noms.add(_lettres(nom_usage))
    prenoms = {_lettres(prenom)}
    if autres_prenoms:
        prenoms.add(_lettres(prenom, autres_prenoms))
    directes = [nom + dit for nom in noms for dit in prenoms]
    inversees = [dit + nom for nom in noms for dit in prenoms]
    return Noms(
        frozenset(directes + inversees),
        frozenset("".join(sorted(directe)) for directe in directes),
        (_mots(nom_naissance, nom_usage), _mots(prenom, autres_prenoms)),
    )


@lru_cache(maxsize=20_000)
def _mots(*noms: str) -> frozenset[str]:
    return frozenset(cle_recherche(*noms).split())


@lru_cache(maxsize=20_000)  # first names, and the names of a day, come again
def _lettres(*mots: str) -> str:
    return cle_recherche(*mots).replace(" ", "")


def se_ressemblent(un: Noms, autre: Noms) -> bool:
    """The same letters in whatever order, the same names of which some were left out (« Jean » and « Jean-Pierre »,
    « Dupont » and « Dupont-Martin »), or one typing error apart in one of the ways to write them."""
    if un.lettres & autre.lettres or all(map(_contenus, un.mots, autre.mots)):
        return True
    return any(a_une_faute_pres(a, b) for a, b in product(un.ecritures, autre.ecritures))


def _contenus(uns: frozenset[str], autres: frozenset[str]) -> bool:
    """All the words of the shorter are the other's, and one at least is a name by itself."""
    return (uns <= autres or autres <= uns) and bool((uns & autres) - PARTAGES)


def a_une_faute_pres(un: str, autre: str) -> bool:
    """The same, but for a letter missing, added, taken for another, or two exchanged: « dupond » and « dupont »."""
    debut, court = 0, min(len(un), len(autre))
    if court > 2 and un[0] != autre[0] and un[-1] != autre[-1]:
        return False  # most pairs: an error leaves one end as it is
    while debut < court and un[debut] == autre[debut]:
        debut += 1
    fin = 0
    while fin < court - debut and un[-1 - fin] == autre[-1 - fin]:
        fin += 1
    reste, autre_reste = un[debut : len(un) - fin], autre[debut : len(autre) - fin]
    return max(len(reste), len(autre_reste)) <= 1 or (len(reste) == 2 and reste == autre_reste[::-1])
