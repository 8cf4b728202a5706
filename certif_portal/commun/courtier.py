"""Redis out of the way: when it refuses or freezes, nothing waits for it and no answer breaks.

It holds two things, and neither is the truth: a cache, and the bell that wakes the worker (what is to be done is a row
of the database, which beat takes up every minute). The first call that fails opens the circuit for a few seconds: a
page does not pay the same wait ten times.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import Task
from celery.exceptions import OperationalError
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.db import transaction

from certif_portal.commun.actes import au_large

journal_technique = logging.getLogger(__name__)
ATTENTE = 0.5
"""Seconds given to Redis to answer."""
RUPTURE = 15.0
"""Seconds during which it is not asked again."""


class Disjoncteur:
    """Open for RUPTURE seconds after a failure; shared by the threads of a process."""

    def __init__(self) -> None:
        self._jusqua = 0.0

    @property
    def ouvert(self) -> bool:
        return time.monotonic() < self._jusqua

    def signaler(self, erreur: Exception) -> None:
        self._jusqua = time.monotonic() + RUPTURE
        journal_technique.warning("Redis ne répond pas (%s) : le portail s’en passe.", type(erreur).__name__)

    def refermer(self) -> None:
        self._jusqua = 0.0


disjoncteur = Disjoncteur()


def _sans_faillir(nom: str) -> Callable[..., Any]:
    """The method of the cache, or the same of the process' own memory when Redis does not answer."""

    def methode(self: "CacheSansFaille", *arguments: Any, **options: Any) -> Any:
        from redis import RedisError

        if not disjoncteur.ouvert:
            try:
                return getattr(super(CacheSansFaille, self), nom)(*arguments, **options)
            except (RedisError, OSError) as erreur:
                disjoncteur.signaler(erreur)
        return getattr(self.secours, nom)(*arguments, **options)

    return methode


class CacheSansFaille(RedisCache):
    """Redis, and failing that a memory per process: limits of logins go on being counted, by process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        options = {"socket_timeout": ATTENTE, "socket_connect_timeout": ATTENTE, "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, params | {"OPTIONS": options})
        self.secours = LocMemCache("sans-redis", {})

    get, set, add, touch, delete, has_key, incr, clear, get_many, set_many, delete_many = map(
        _sans_faillir,
        ["get", "set", "add", "touch", "delete", "has_key", "incr", "clear", "get_many", "set_many", "delete_many"],
    )


def reveiller(tache: Task, *arguments: Any) -> None:
    """Once committed, ask the worker for what is already a row of the database. Never breaks the answer."""
    transaction.on_commit(partial(lancer, tache, *arguments))


def lancer(tache: Task, *arguments: Any) -> bool:
    """Ask the worker now; False when nobody hears. Without a broker, the same code runs at once."""
    from redis import RedisError

    if settings.CELERY_TASK_ALWAYS_EAGER:
        with au_large():
            tache.delay(*arguments)
        return True
    if disjoncteur.ouvert:
        return False
    presse = {"socket_timeout": ATTENTE, "socket_connect_timeout": ATTENTE, "max_retries": 0}
    try:
        with tache.app.connection_for_write(transport_options=presse) as connexion:
            tache.apply_async(arguments, connection=connexion, retry=False)  # type: ignore[call-arg]  # absent from its stubs
    except (OperationalError, RedisError, OSError) as erreur:
        disjoncteur.signaler(erreur)
        return False
    return True


def lancer_a_part(commande: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Without a broker, what is long is done by a command in a process of its own: the page answers at once."""
    return subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), commande, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
