"""The beginning of a list, on a home: its first rows, and how many the whole list holds beyond."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

PREMIERES = 15


class Tranches(Protocol):
    """A queryset, or what is cut like one."""

    def __getitem__(self, tranche: slice, /) -> Iterable[Any]: ...


@dataclass(frozen=True)
class Debut:
    lignes: list[Any]
    autres: int
    url: str

    @property
    def nombre(self) -> int:
        return len(self.lignes) + self.autres


def debut_de(lignes: Tranches, nombre: int, url: str, en_mots: Callable[[Iterable[Any]], Iterable[Any]]) -> Debut:
    """1 query when there are some; `nombre`: how many they are, counted with others; `url` shows these same rows."""
    lues = list(en_mots(lignes[:PREMIERES])) if nombre else []
    return Debut(lues, nombre - len(lues), url)
