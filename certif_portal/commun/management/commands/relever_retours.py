"""`manage.py relever_retours`: what the task does every ten minutes, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from certif_portal.commun import horloge
from certif_portal.commun.retours import relever


class Command(BaseCommand):
    help = "Lit les avis de non-remise de la boîte BOITE_RETOURS et marque les adresses refusées."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Courriels revenus : {relever(a=horloge.maintenant())}.")
