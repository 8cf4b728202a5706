"""Django's `migrate`, which makes no page wait nor fail (`evolution.py`), and lays the seals again at its end: they
follow what the models declare, not a migration."""

from functools import partial
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from certif_portal.commun.declencheurs import poser_scelles, sans_scelles
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.evolution import ExecuteurBref, insister, sans_arret

# Django's command names its own, and leaves no other door.
migrate.MigrationExecutor = ExecuteurBref  # type: ignore[attr-defined]


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        if options["plan"] or options["check_unapplied"]:
            return super().handle(*args, **options)
        connexion, dire = connections[options["database"]], self.stderr.write
        migrer = partial(super().handle, *args, **options)
        try:
            with sans_arret(connexion):
                with sans_scelles(connexion):
                    insister(migrer, dire)
                insister(partial(poser_scelles, connexion), dire)
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        return None
