"""Remake what is kept of every registration, and the pairs of doubles, or compare it with what its facts give."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidats.models import Inscription
from candidats.services.ressemblance import ecarts_des_doubles, refaire_doubles
from certif_portal.commun.durees import compte
from jurys.services import suivi


class Command(BaseCommand):
    help = "Refait le suivi de toutes les inscriptions (prochain acte, pièces manquantes, échéances), par lots."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="Compare sans rien écrire ; sort en erreur s’il y a une différence."
        )

    def handle(self, *args: Any, verifier: bool, **options: Any) -> None:
        lues = nombre = 0
        for lot in suivi.en_lots(Inscription.objects.all()):
            lues += len(lot)
            if verifier:
                trouves = suivi.ecarts(lot)
                nombre += len(trouves)
                for ecart in trouves:
                    self.stdout.write(str(ecart))
            else:
                nombre += suivi.refaire(lot)
        doubles = ecarts_des_doubles() if verifier else refaire_doubles()
        if doubles:
            self.stdout.write(
                f"Doubles probables : {compte(doubles, 'paire')} {'à refaire' if verifier else 'à jour'}."
            )
        if not verifier:
            self.stdout.write(f"{lues} inscriptions relues, {nombre} suivis refaits.")
        elif nombre or doubles:
            raise CommandError(f"{lues} inscriptions comparées : {nombre + doubles} différences.")
        else:
            self.stdout.write(f"{lues} inscriptions comparées : aucune différence.")
