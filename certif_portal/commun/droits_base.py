"""The role of PostgreSQL under which web, worker and beat work: it reads and writes rows, and nothing else.

The owner of the tables migrates. The application's role has no DDL, cannot empty a table at once nor put a trigger to
sleep: what is sealed (`immuable.py`) holds against whoever gets hold of the application.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from certif_portal.commun.erreurs import ErreurMetier

LIRE_SEULEMENT = ("django_migrations",)
"""Tables that only the owner writes."""


def accorder_droits(connexion: BaseDatabaseWrapper, *, nom: str, mot_de_passe: str) -> None:
    """Make the role, or give it back exactly its rights; played again, nothing changes. To be played by the owner."""
    with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
        curseur.execute("SELECT current_user, current_database(), current_schema()")
        proprietaire, base, schema = curseur.fetchone()
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
        for geste in _gestes(citer(nom), citer(base), citer(schema)):
            curseur.execute(geste)
        for table in LIRE_SEULEMENT:
            curseur.execute(f"REVOKE INSERT, UPDATE, DELETE ON {citer(table)} FROM {citer(nom)}")


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
