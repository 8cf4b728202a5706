"""Give the application's role of PostgreSQL its rights, after each `migrate`."""

from typing import Any

import environ
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from certif_portal.commun.droits_base import accorder_droits
from certif_portal.commun.erreurs import ErreurMetier


class Command(BaseCommand):
    help = "Crée le rôle PostgreSQL de l’application, celui de DATABASE_APPLICATION_URL, ou lui rend ses seuls droits."

    def handle(self, *args: Any, **options: Any) -> None:
        adresse = settings.DATABASE_APPLICATION_URL
        if not adresse or connection.vendor != "postgresql":
            raise CommandError("DATABASE_APPLICATION_URL et une base PostgreSQL sont attendues.")
        lue = environ.Env.db_url_config(adresse)
        try:
            accorder_droits(connection, nom=lue["USER"], mot_de_passe=lue["PASSWORD"])
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(f"Le rôle {lue['USER']} lit et écrit les lignes de la base, et rien d’autre.")
