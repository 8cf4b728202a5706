"""`manage.py essayer_courriel ADDRESS`: does the mail server of the settings take our messages?"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certif_portal.commun.envoi import essayer


class Command(BaseCommand):
    help = "Envoie un message d’essai à une adresse et dit ce que le serveur de courriel a répondu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse", help="adresse d’une personne prévenue")

    def handle(self, *args: Any, **options: Any) -> None:
        if refus := essayer(options["adresse"]):
            raise CommandError(f"Le message n’est pas parti. {refus}")
        self.stdout.write(
            f"Le serveur a pris le message pour {options['adresse']}, de {settings.EXPEDITEUR} : voyez s’il arrive, et "
            "s’il n’est pas classé parmi les indésirables."
        )
