"""A world made once for the tests of a module, and given to each as if it had been made for it.

A module says `EN_COMMUN = ("jury",)`: the fixture of that name and all those that it asks for are made at its first
test, in a transaction in which those of the tests nest; each test receives a copy of what they gave, so that nothing
that one writes, in the database or in an object, reaches the next. Those that ask for none of it come first, before it
is made (decision 0446).
"""

import inspect
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest

from jurys.services import suivi
from tests.fabrique import en_commun, fabrique

BASE = ("db",)
"""What a fixture asks for to be let into the database: here it already is."""
DU_TEST: pytest.StashKey[dict[str, Any]] = pytest.StashKey()


def faire(noms: tuple[str, ...], corps_de: Callable[[str], Callable[..., Any]]) -> dict[str, Any]:
    """Name -> what its fixture gives; each is called once, after those that it asks for."""
    faits: dict[str, Any] = {}

    def un(nom: str) -> Any:
        if nom in BASE:
            return None
        if nom not in faits:
            corps = corps_de(nom)
            assert not inspect.isgeneratorfunction(corps), f"{nom} défait quelque chose : il n’est pas d’un module"
            faits[nom] = corps(**{autre: un(autre) for autre in inspect.signature(corps).parameters})
        return faits[nom]

    for nom in noms:
        un(nom)
    return faits


def partage(item: pytest.Item) -> bool:
    return bool({*getattr(item.module, "EN_COMMUN", ())} & {*item.fixturenames})


def ranger(items: list[pytest.Item]) -> None:
    """Of each module, those that share nothing first; the others ask for its world before anything of their own."""
    for item in items:
        if partage(item):
            item.fixturenames.insert(0, "en_commun_du_module")
    groupes = itertools.groupby(items, key=lambda item: item.path)
    items[:] = [item for _, groupe in groupes for item in sorted(groupe, key=partage)]


@contextmanager
def monde_du_module(request: pytest.FixtureRequest) -> Iterator[None]:
    def corps_de(nom: str) -> Callable[..., Any]:
        [*_, definition] = request.session._fixturemanager.getfixturedefs(nom, request.node) or ()
        return definition.func

    with en_commun(request.getfixturevalue("django_db_blocker")):
        with fabrique():
            faits = faire(request.module.EN_COMMUN, corps_de)
        suivi.refaire_tout()
        request.module.EN_COMMUN_FAITS = faits
        yield
        del request.module.EN_COMMUN_FAITS


@contextmanager
def donner(definition: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[None]:
    """The fixture of a test gives its copy of what the module made; what several hold stays one object."""
    faits = getattr(request.module, "EN_COMMUN_FAITS", {}) if request.scope == "function" else {}
    if definition.argname not in faits:
        yield
        return
    copies = request.node.stash.setdefault(DU_TEST, {})
    if not copies:
        copies |= deepcopy(faits)
    corps, definition.func = definition.func, lambda **_: copies[definition.argname]
    try:
        yield
    finally:
        definition.func = corps
