"""What a model seals, declared beside it, once: the database's own triggers are written from here (`declencheurs.py`).

Sealed rows are refused by the database itself, whoever asks: a service, `save()`, a queryset, /admin, a shell, raw SQL
of the application's role. Every field of a sealed model is named in exactly one list: a new one that is in none fails.
"""

from dataclasses import dataclass
from typing import Any

ROLE_PURGE = "portail_purge"
"""The role of PostgreSQL which may empty the personal fields of sealed rows, and change nothing else of them."""


@dataclass(frozen=True)
class Quand:
    """Rows are sealed once the row at the end of `chemin` (foreign keys joined by « __ »; empty: the row itself) has
    one of these values in `champ`; `champ` empty: from their first day."""

    chemin: str = ""
    champ: str = ""
    valeurs: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuandExiste:
    """Rows are sealed once a row of `modele` bears the same `champ`."""

    modele: Any
    champ: str


TOUJOURS = Quand()


@dataclass(frozen=True)
class Scellement:
    """`figes` never change once sealed; `une_fois` go from empty to a value; `vidables` may only be emptied;
    `croissants` only grow; `libres` change, through the services. `personnels`: of those, what the purge alone empties.
    """

    quand: Quand | QuandExiste = TOUJOURS
    figes: tuple[str, ...] = ()
    une_fois: tuple[str, ...] = ()
    vidables: tuple[str, ...] = ()
    croissants: tuple[str, ...] = ()
    libres: tuple[str, ...] = ()
    personnels: tuple[str, ...] = ()
    ajouts: bool = True
    """Rows may still be added to what is sealed."""
    ajouts_vides: tuple[str, ...] = ()
    """Where rows are not added, but for those that leave these fields empty."""
    suppression: bool = False
    """Rows may still be deleted: what refers to them protects them."""
    avec: str = ""
    """A row is deleted with the one of this foreign key, or not at all."""
    liens: tuple[str, ...] = ()
    """Many-to-many sealed with the row: neither added to nor taken from."""

    @property
    def declares(self) -> list[str]:
        return [*self.figes, *self.une_fois, *self.vidables, *self.croissants, *self.libres]
