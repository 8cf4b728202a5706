"""`manage.py noter_sauvegarde`: told by whoever makes the backups, once one is whole and elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand

from certif_portal.commun import horloge
from certif_portal.commun.passages import noter_passage
from certif_portal.commun.sante import SAUVEGARDE
from certif_portal.commun.typographie import instant


class Command(BaseCommand):
    help = "Note qu’une sauvegarde vient d’être faite : /pret et la page de santé disent son âge."

    def handle(self, *args: Any, **options: Any) -> None:
        a = horloge.maintenant()
        noter_passage(SAUVEGARDE, a)
        self.stdout.write(f"Sauvegarde notée, {instant(a, horloge.aujourdhui())}.")
