"""`manage.py relances`: what the round of the morning does, by hand, and why for each line."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from candidats.services.insertion import envoyer_enquetes
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.portail.queries.echeance import toutes_les_echeances
from certif_portal.portail.queries.relance import expliquer, lire_tour
from certif_portal.portail.services.relance import Bilan, relancer


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
        nombre, prevues = self._expliquer(le, simulation=simulation)
        bilan = Bilan(prevues) if simulation else relancer(le=le, a=a)
        fait = "à envoyer (simulation)" if simulation else "envoyées"
        enquetes = envoyer_enquetes(le=le, a=a, simulation=simulation)
        self.stdout.write(f"{le:%d/%m/%Y} : enquêtes d’insertion {fait} : {enquetes}.")
        self.stdout.write(f"{le:%d/%m/%Y} : lignes : {nombre} ; relances {fait} : {bilan.relances}.")
        if bilan.pannes:
            raise CommandError(f"Des relances ne sont pas parties : {', '.join(dict.fromkeys(bilan.pannes))}.")

    def _expliquer(self, le: date, *, simulation: bool) -> tuple[int, int]:
        """Each line before anything leaves; how many lines, how many that leave."""
        centre = parametres()
        nombre = prevues = 0
        for ligne in expliquer(toutes_les_echeances(le, centre), lire_tour(le, centre)):
            echeance, destinataire = ligne.echeance, ligne.destinataire or "personne"
            limite, fait = f"{echeance.date_limite:%d/%m/%Y}", "partirait : " if simulation else "envoyée : "
            self.stdout.write(
                f"{limite}  {echeance.libelle} — {echeance.pour} → {destinataire} ({ligne.a_quel_titre}) : "
                f"{fait if ligne.part else ''}{ligne.raison}"
            )
            nombre += 1
            prevues += ligne.part
        return nombre, prevues
