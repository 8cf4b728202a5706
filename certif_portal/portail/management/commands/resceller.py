"""`manage.py resceller`: after SECRET_KEY has changed, what the key of before sealed is sealed by the new one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from certif_portal.portail.services.cle import resceller


class Command(BaseCommand):
    help = "Scelle sous SECRET_KEY ce que les clés de SECRET_KEY_FALLBACKS scellaient : courriels et seconds facteurs."

    def handle(self, *args: Any, **options: Any) -> None:
        bilan = resceller(a=horloge.maintenant())
        self.stdout.write(f"{bilan.courriels} courriels et {bilan.facteurs} seconds facteurs sont sous la clé du jour.")
        if bilan.perdus:
            raise CommandError(
                f"{bilan.perdus} ne s’ouvrent sous aucune clé du portail : remettez la leur dans SECRET_KEY_FALLBACKS, "
                "puis relancez."
            )
        self.stdout.write("Les clés d’avant peuvent être retirées dès que les tablettes ont été rouvertes en ligne.")
