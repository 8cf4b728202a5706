"""What an act is: one transaction, at the end of which what was concluded of the files it touched is made again.

A service is decorated with `@acte`. Inside, `journaliser` says which file was touched; whatever is not told there says
it with `concerne`. When the outermost act ends, still in its transaction, the setting CONCLURE_ACTE names who remakes
the conclusions: the kernel knows no trade.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.module_loading import import_string

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Touche:
    """Something an act changed."""

    modele: type[Model]
    cle: int
    acte: str
    a: datetime


_touches: ContextVar[list[Touche] | None] = ContextVar("touches", default=None)


class HorsActe(RuntimeError):
    """Something was changed outside an act: nobody would remake what was concluded of it."""


def acte(service: Callable[P, R]) -> Callable[P, R]:
    """The transaction of a service. Called by another act, it is a part of it: a savepoint, the same end."""

    @wraps(service)
    def enveloppe(*arguments: P.args, **nommes: P.kwargs) -> R:
        if _touches.get() is not None:
            with transaction.atomic():
                return service(*arguments, **nommes)
        with au_large(), transaction.atomic():
            touches: list[Touche] = []
            jeton = _touches.set(touches)
            try:
                resultat = service(*arguments, **nommes)
                # a rehearsal leaves nothing to conclude
                if touches and not transaction.get_connection().needs_rollback:
                    import_string(settings.CONCLURE_ACTE)(tuple(touches))
                return resultat
            finally:
                _touches.reset(jeton)

    return enveloppe


def au_large() -> AbstractContextManager[None]:
    """Where what is done knows more than who asked for it: what a page reads is behind a wall, an act is not."""
    large: AbstractContextManager[None] = import_string(settings.AU_LARGE)()
    return large


def en_acte() -> bool:
    return _touches.get() is not None


def concerne(modele: type[Model], cles: Iterable[int], acte: str, a: datetime) -> None:
    """Say that the act under way changed these rows."""
    touches = _touches.get()
    if touches is None:
        raise HorsActe(f"« {acte} » sur {modele._meta.label} hors d’un acte : décorer le service de @acte.")
    touches += [Touche(modele, cle, acte, a) for cle in cles]
