"""The nets behind the tasks: what is still to be done is a row of the database, which the clock takes up."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

Cle = TypeVar("Cle")
journal_technique = logging.getLogger(__name__)


def un_par_un(faire: Callable[[Cle], object], restants: Iterable[Cle]) -> int:
    """How many were done. What breaks one is logged and does not stop those that follow: the next turn tries again."""
    faits = 0
    for restant in restants:
        try:
            faits += bool(faire(restant))
        except Exception:
            journal_technique.exception("%s : %s", getattr(faire, "__name__", faire), restant)
    return faits
