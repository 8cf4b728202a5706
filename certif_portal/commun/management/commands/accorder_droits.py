"""Give the application's role of PostgreSQL, and that of the purge, their rights, after each `migrate`."""

from typing import Any

import environ
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import import_string

from certif_portal.commun.droits_base import accorder_droits
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.evolution import insister, sans_arret
from certif_portal.commun.immuable import ROLE_PURGE


class Command(BaseCommand):
    help = (
        "Crée les rôles PostgreSQL de l’application et de la purge, ceux de DATABASE_APPLICATION_URL et de "
        "DATABASE_PURGE_URL, ou leur rend leurs seuls droits."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        adresse = settings.DATABASE_APPLICATION_URL
        if not adresse or connection.vendor != "postgresql":
            raise CommandError("DATABASE_APPLICATION_URL et une base PostgreSQL sont attendues.")
        roles = [environ.Env.db_url_config(adresse)]
        if settings.DATABASE_PURGE_URL:
            roles.append(environ.Env.db_url_config(settings.DATABASE_PURGE_URL))
            if roles[1]["USER"] != ROLE_PURGE:
                raise CommandError(f"Le rôle de DATABASE_PURGE_URL se nomme {ROLE_PURGE} : les scellés le connaissent.")
        if roles[0]["USER"] == ROLE_PURGE:
            raise CommandError(f"{ROLE_PURGE} est le rôle de la purge : l’application en a un autre.")
        try:
            with sans_arret(connection):  # the second wall locks the tables that pages are reading
                insister(lambda: _accorder(roles), self.stderr.write)
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(f"Le rôle {roles[0]['USER']} lit et écrit les lignes de la base, et rien d’autre.")
        if roles[1:]:
            self.stdout.write(f"Le rôle {ROLE_PURGE} vide de plus ce qui nomme quelqu’un, et rien d’autre.")


def _accorder(roles: list[Any]) -> None:
    """Each role, then each table of the wall, in a transaction of its own: no page waits for the whole."""
    for role in roles:
        accorder_droits(connection, nom=role["USER"], mot_de_passe=role["PASSWORD"])
    import_string(settings.SECOND_MUR)(connection, [role["USER"] for role in roles])
