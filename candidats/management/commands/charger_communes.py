"""Load the INSEE list of communes and countries: `manage.py charger_communes [FICHIER…]`.

Without a file, the compact lists shipped with the portal. With the files downloaded from insee.fr (communes since 1943,
countries and foreign territories), their dates too: the code of a birth is the one of that day.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidats.services.lieu import charger_communes
from certif_portal.commun.erreurs import FichierRefuse


class Command(BaseCommand):
    help = "Charge les communes et les pays de naissance (Code officiel géographique de l’INSEE)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichiers", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for fichier in options["fichiers"] or [None]:
            try:
                communes, pays = charger_communes(fichier.read_bytes() if fichier else None)
            except (OSError, FichierRefuse) as erreur:
                raise CommandError(f"{fichier} : {erreur}") from erreur
            self.stdout.write(f"{communes} communes et {pays} pays chargés.")
