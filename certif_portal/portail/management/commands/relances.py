"""`manage.py relances`: what the daily task does, by hand, and why for each line."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from candidats.services.insertion import envoyer_enquetes
from certif_portal.commun import horloge
from certif_portal.portail.services.relance import relancer


def jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise ArgumentTypeError(
            f"« {texte} » n’est pas une date ; attendu : AAAA-MM-JJ, par exemple 2026-11-20."
        ) from None


class Command(BaseCommand):
    help = "Envoie les relances du jour (ou d’un autre jour) et dit pourquoi, ligne par ligne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date", type=jour, metavar="AAAA-MM-JJ", help="le jour à considérer (défaut : aujourd’hui)"
        )
        parser.add_argument("--simulation", action="store_true", help="dit ce qui partirait, sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        le = options["date"] or horloge.aujourdhui()
        a, simulation = horloge.maintenant(), options["simulation"]
        lignes = relancer(le=le, a=a, simulation=simulation)
        for ligne in lignes:
            echeance, destinataire = ligne.echeance, ligne.destinataire or "personne"
            limite = f"{echeance.date_limite:%d/%m/%Y}"
            self.stdout.write(f"{limite}  {echeance.libelle} — {echeance.pour} → {destinataire} : {ligne.raison}")
        nombre = sum(ligne.envoyee or ligne.partirait for ligne in lignes)
        fait = "à envoyer (simulation)" if simulation else "envoyées"
        enquetes = envoyer_enquetes(le=le, a=a, simulation=simulation)
        self.stdout.write(f"{le:%d/%m/%Y} : enquêtes d’insertion {fait} : {enquetes}.")
        self.stdout.write(f"{le:%d/%m/%Y} : lignes : {len(lignes)} ; relances {fait} : {nombre}.")
