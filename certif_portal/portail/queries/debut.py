"""The beginning of a list, on a home: its first rows, and how many the whole list holds beyond."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

PREMIERES = 15


class Tranches(Protocol):
    """A queryset, or what is cut and counted like one."""

    def __getitem__(self, tranche: slice, /) -> Iterable[Any]: ...

    def count(self) -> int: ...


@dataclass(frozen=True)
class Debut:
    lignes: list[Any]
    autres: int
    url: str

    @property
    def nombre(self) -> int:
        return len(self.lignes) + self.autres


def debut_de(lignes: Tranches, url: str, en_mots: Callable[[Iterable[Any]], Iterable[Any]]) -> Debut:
    """1 query, and another to count the rows when they are more; `url` shows these same rows."""
    lues = list(lignes[: PREMIERES + 1])
    autres = lignes.count() - PREMIERES if len(lues) > PREMIERES else 0
    return Debut(list(en_mots(lues[:PREMIERES])), autres, url)
