"""The roles of PostgreSQL under which the portal works: they read and write rows, and nothing else.

The owner of the tables migrates. The application's role has no DDL, cannot empty a table at once nor put a trigger to
sleep: what is sealed (`immuable.py`) holds against whoever gets hold of the application. The purge has a role of its
own (`ROLE_PURGE`), which may besides empty what names people: the worker alone opens a connection under it, for the
time of a purge (decision 0403).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from certif_portal.commun.erreurs import ErreurMetier

ROLE_MUR, ROLE_PASSAGE = "portail_perimetre", "portail_passage"
"""The roles that the second wall names (`portail/mur.py`): who reads behind it; who works, and passes through it.
Nobody connects with them: a base put back on a server that has neither is given them first."""
LIRE_SEULEMENT = ("django_migrations",)
"""Tables that only the owner writes."""


def accorder_droits(connexion: BaseDatabaseWrapper, *, nom: str, mot_de_passe: str) -> None:
    """Make the role, or give it back exactly its rights; played again, nothing changes. To be played by the owner."""
    with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
        curseur.execute("SELECT current_user")
        [proprietaire] = curseur.fetchone()
        if proprietaire == nom:
            raise ErreurMetier(f"Le rôle de l’application doit être un autre que celui du propriétaire ({nom}).")
        curseur.execute(
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles "
            "WHERE rolname = %s",
            [nom],
        )
        citer, deja = connexion.ops.quote_name, curseur.fetchone()
        if deja is None:
            curseur.execute(f"CREATE ROLE {citer(nom)}")
        elif deja[0]:  # only an administrator of the server takes these back, or needs to
            curseur.execute(f"ALTER ROLE {citer(nom)} WITH {ATTRIBUTS}")
        curseur.execute(f"ALTER ROLE {citer(nom)} WITH LOGIN PASSWORD %s", [mot_de_passe])
        for limite, valeur in settings.LIMITES_SQL.items():  # a pooler drops those that a session asks for
            curseur.execute(f"ALTER ROLE {citer(nom)} SET {limite} = %s", [valeur])
        for geste in droits_sur_les_lignes(connexion, nom):
            curseur.execute(geste)


def droits_sur_les_lignes(connexion: BaseDatabaseWrapper, nom: str) -> list[str]:
    """What gives a role that exists exactly the rights of whoever works."""
    citer = connexion.ops.quote_name
    with connexion.cursor() as curseur:
        curseur.execute("SELECT current_database(), current_schema()")
        base, schema = curseur.fetchone()
    return [
        *_gestes(citer(nom), citer(base), citer(schema)),
        *(f"REVOKE INSERT, UPDATE, DELETE ON {citer(table)} FROM {citer(nom)}" for table in LIRE_SEULEMENT),
    ]


def creer_les_roles_du_mur(curseur: Any) -> None:
    for role in (ROLE_MUR, ROLE_PASSAGE):
        curseur.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if curseur.fetchone() is None:
            curseur.execute(f"CREATE ROLE {role} NOLOGIN")


@contextmanager
def sous_le_role_de_la_purge(connexion: BaseDatabaseWrapper) -> Iterator[None]:
    """The connection is opened again under the role of the purge, where the worker is given its address, then back.

    To be called outside a transaction. Without that address nothing changes: the owner of the tables purges, and the
    application's role is refused by the base.
    """
    if not settings.DATABASE_PURGE_URL:
        yield
        return
    lue = environ.Env.db_url_config(settings.DATABASE_PURGE_URL)
    avant = {cle: connexion.settings_dict[cle] for cle in ("USER", "PASSWORD")}
    connexion.close()
    connexion.settings_dict.update({cle: lue[cle] for cle in avant})
    try:
        yield
    finally:
        connexion.close()
        connexion.settings_dict.update(avant)


ATTRIBUTS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def _gestes(role: str, base: str, schema: str) -> Iterator[str]:
    """What anybody may do by default goes first; tables to come follow the same rights as those of today."""
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE TEMPORARY ON DATABASE {base} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {base} TO {role}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    for objets, droits in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
        yield f"REVOKE ALL ON ALL {objets} IN SCHEMA {schema} FROM {role}"
        yield f"GRANT {droits} ON ALL {objets} IN SCHEMA {schema} TO {role}"
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {droits} ON {objets} TO {role}"
