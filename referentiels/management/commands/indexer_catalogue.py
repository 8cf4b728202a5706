"""Write the words of every version again: `manage.py indexer_catalogue` (after a change of the search rules)."""

from typing import Any

from django.core.management.base import BaseCommand

from referentiels.services.index import indexer_catalogue


class Command(BaseCommand):
    help = "Réécrit l’index de recherche du catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = indexer_catalogue()
        self.stdout.write(f"{nombre} version{'s' if nombre > 1 else ''} dans l’index de recherche.")
