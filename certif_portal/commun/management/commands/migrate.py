"""Django's `migrate`, which lays the seals again at its end: they follow what the models declare, not a migration."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from certif_portal.commun.declencheurs import poser_scelles, sans_scelles


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        if options["plan"] or options["check_unapplied"]:
            return super().handle(*args, **options)
        connexion = connections[options["database"]]
        with sans_scelles(connexion):
            super().handle(*args, **options)
        poser_scelles(connexion)
        return None
