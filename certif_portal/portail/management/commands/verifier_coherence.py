"""Hold what the portal keeps against itself: numbers, opinions, files, hashes, kept rows, mails, journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from certif_portal.commun.durees import compte
from certif_portal.portail.services.coherence import constater


class Command(BaseCommand):
    help = (
        "Confronte ce que le portail garde : numéros, avis, saisies, fichiers, empreintes, suivi, courriels, journal."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = 0
        for constat in constater(horloge.maintenant()):
            nombre += constat.nombre
            self.stdout.write(
                f"{constat.titre} : {compte(constat.nombre, 'écart') if constat.nombre else 'rien à dire'}."
            )
            for ecart in constat.ecarts:
                self.stdout.write(f"  {ecart}")
        if nombre:
            raise CommandError(f"{compte(nombre, 'écart')} : voyez docs/exploitation.md, « Coherence ».")
