"""What may be told of groups of people without telling of a few: statistical secrecy, and no Django here.

A figure is shown of a group of `seuil` persons at least, or of nobody. Differences are blocked too, by construction:

- one axis (`regrouper`): the groups under the threshold are told together, with the smallest others when they would
  still be too few: the lines always add up to the total, and nothing is left to subtract;
- an axis crossed with another (`devoiler`): a line is told column by column only when none of its cells is small; the
  others are withheld whole, and so are the smallest of the rest until what is left of each column, once the lines told
  are subtracted, is a group of `seuil` persons at least or nobody. Any cell withheld may then be, for whoever reads
  all that is told, as large as the smaller of its two sums: never known to be small.

- times that overlap, a half, its year, several years (`dicible`): a time is told when what of it is told by no other
  is a group of `seuil` persons at least or nobody.

The second holds for axes that cross in a chain or a star (certification × quarter × OF), never in a ring.

How it went for a group (admitted or not, in work or not) is a figure of those who did not: « 6 sur 7 » tells of one
person. It is told when everybody obtained it, or when both sides are `seuil` persons at least (`issue_dicible`), and
the groups of which it is not told are joined by others until what a subtraction leaves may be told (`issues_dites`,
`issues_croisees`): how many they are stays told. Where it is not told of all of them, it is told of none.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from collections.abc import Set as Ensemble
from dataclasses import dataclass
from typing import Generic, TypeVar

Cle = TypeVar("Cle", bound=Hashable)
Ligne = TypeVar("Ligne", bound=Hashable)
Colonne = TypeVar("Colonne", bound=Hashable)
Personnes = Ensemble[int]
Issue = tuple[Personnes, Personnes]
"""Of one group: those who obtained it, those who did not."""


@dataclass(frozen=True)
class Partage(Generic[Cle]):
    """The groups told by themselves, the largest first, and those told together (none, or two at least)."""

    seuls: tuple[Cle, ...]
    ensemble: tuple[Cle, ...]


def montrable(personnes: int, seuil: int) -> bool:
    """Nobody, or enough people."""
    return personnes == 0 or personnes >= seuil


def part_montrable(part: int, tout: int, seuil: int) -> bool:
    """A group told beside the whole it is a part of: neither it nor the rest may be small."""
    return part >= seuil and montrable(tout - part, seuil)


def dicible(parts: Iterable[tuple[Personnes, Personnes]], seuil: int) -> bool:
    """Whether a time is told as a whole beside the years that it goes through: of each, who is inside and who is not.

    A year is told when it is enough people. What is left once those are subtracted, and the years cut in two with a
    side too small, may be had together only: neither what is inside nor what is outside may then be few people.
    """
    tout: set[int] = set()
    reste: set[int] = set()
    autour: set[int] = set()
    for dedans, dehors in parts:
        tout.update(dedans)
        if dedans and not (montrable(len(dedans), seuil) and montrable(len(dehors), seuil)):
            reste.update(dedans)
            autour.update(dehors)
    return all(montrable(len(ceux), seuil) for ceux in (tout, reste, autour))


def regrouper(groupes: Mapping[Cle, Personnes], seuil: int) -> Partage[Cle]:
    """Groups without anybody are left out. When all of them together are too few nothing is told: both are empty."""
    presents = sorted((cle for cle, siens in groupes.items() if siens), key=lambda cle: (-len(groupes[cle]), str(cle)))
    petits = [cle for cle in presents if len(groupes[cle]) < seuil]
    seuls = [cle for cle in presents if len(groupes[cle]) >= seuil]
    while petits and seuls and len(reunis(groupes, petits)) < seuil:
        petits.append(seuls.pop())
    if len(reunis(groupes, petits)) < seuil:
        return Partage(tuple(seuls), ())
    return Partage(tuple(seuls), tuple(petits))


def devoiler(lignes: Mapping[Ligne, Mapping[Colonne, Personnes]], seuil: int) -> frozenset[Ligne]:
    """The lines that may be told column by column, each of them and each column being told as a whole already."""
    tailles = {ligne: len(reunis(cellules, tuple(cellules))) for ligne, cellules in lignes.items()}
    montrees = sorted(
        (ligne for ligne, cellules in lignes.items() if all(montrable(len(une), seuil) for une in cellules.values())),
        key=lambda ligne: (-tailles[ligne], str(ligne)),
    )
    tues = set(lignes) - set(montrees)
    while montrees and not all(montrable(reste, seuil) for reste in _restes(lignes, tues)):
        tues.add(montrees.pop())
    return frozenset(montrees)


def _restes(lignes: Mapping[Ligne, Mapping[Colonne, Personnes]], tues: Iterable[Ligne]) -> list[int]:
    """Of each column, how many people are left once the lines told are subtracted."""
    restes: dict[Colonne, set[int]] = {}
    for ligne in tues:
        for colonne, personnes in lignes[ligne].items():
            restes.setdefault(colonne, set()).update(personnes)
    return [len(personnes) for personnes in restes.values()]


def reunis(groupes: Mapping[Cle, Personnes], cles: Collection[Cle]) -> set[int]:
    """Everybody of those groups, once."""
    return set().union(*(groupes[cle] for cle in cles))


def issue_dicible(issue: Issue, seuil: int) -> bool:
    return cotes_dicibles(len(issue[0]), len(issue[1]), seuil)


def cotes_dicibles(obtenus: int, refuses: int, seuil: int) -> bool:
    """Everybody obtained it, or neither side is a few people."""
    return refuses == 0 or min(obtenus, refuses) >= seuil


def issues_dites(groupes: Mapping[Cle, Issue], seuil: int) -> frozenset[Cle]:
    """The groups of one axis of which it is told how it went: none where it is not told of their sum. Were those that
    all obtained it told, a dash alone in each axis would say where the few who did not are."""
    if not issue_dicible(_ensemble(groupes.values()), seuil):
        return frozenset()
    tus = {cle for cle, issue in groupes.items() if not issue_dicible(issue, seuil)}
    restent = sorted(groupes.keys() - tus, key=lambda cle: (bool(groupes[cle][1]), -_taille(groupes[cle]), str(cle)))
    while not issue_dicible(_ensemble(groupes[cle] for cle in tus), seuil):
        tus.add(restent.pop())
    return frozenset(restent)


def issues_croisees(
    lignes: Mapping[Ligne, Mapping[Colonne, Issue]], admises: Collection[Ligne], seuil: int
) -> frozenset[Ligne]:
    """Of the lines that may be told column by column (`admises`), those of which it is told how each cell went."""
    dites = sorted(
        (ligne for ligne in admises if all(issue_dicible(une, seuil) for une in lignes[ligne].values())),
        key=lambda ligne: (-sum(map(_taille, lignes[ligne].values())), str(ligne)),
    )
    while dites and not all(issue_dicible(reste, seuil) for reste in _issues_restantes(lignes, set(lignes) - {*dites})):
        dites.pop()
    return frozenset(dites)


def _issues_restantes(lignes: Mapping[Ligne, Mapping[Colonne, Issue]], tues: Iterable[Ligne]) -> list[Issue]:
    par_colonne: dict[Colonne, list[Issue]] = {}
    for ligne in tues:
        for colonne, issue in lignes[ligne].items():
            par_colonne.setdefault(colonne, []).append(issue)
    return [_ensemble(issues) for issues in par_colonne.values()]


def _ensemble(issues: Iterable[Issue]) -> Issue:
    lues = list(issues)
    return set().union(*(une[0] for une in lues)), set().union(*(une[1] for une in lues))


def _taille(issue: Issue) -> int:
    return len(issue[0] | issue[1])
