"""`manage.py relances`: the round of the morning, whole, by hand, and why for each line of its reminders."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.portail.queries.echeance import toutes_les_echeances
from certif_portal.portail.queries.relance import expliquer, lire_tour, tournee_du
from certif_portal.portail.services.tournee import faire_tournee, simuler_tournee


def jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise ArgumentTypeError(
            f"« {texte} » n’est pas une date ; attendu : AAAA-MM-JJ, par exemple 2026-11-20."
        ) from None


class Command(BaseCommand):
    help = "Fait la tournée du jour (ou d’un autre jour) et dit pourquoi, ligne par ligne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date", type=jour, metavar="AAAA-MM-JJ", help="le jour à considérer (défaut : aujourd’hui)"
        )
        parser.add_argument("--simulation", action="store_true", help="dit ce qui partirait, sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        le, a = options["date"] or horloge.aujourdhui(), horloge.maintenant()
        simulation = options["simulation"]
        if le > horloge.aujourdhui() and not simulation:
            raise CommandError(f"Le {le:%d/%m/%Y} est à venir : ajoutez --simulation pour lire ce qui partirait.")
        nombre = self._expliquer(le, "partirait : " if simulation else "envoyée : ")
        compte = (simuler_tournee if simulation else faire_tournee)(le=le, a=a)
        jour, fait = f"{le:%d/%m/%Y}", " à envoyer (simulation)" if simulation else ""
        if compte.deja:
            self.stdout.write(f"{jour} : cette tournée est déjà faite.")
        for nom, courriels in compte.autres:
            self.stdout.write(f"{jour} : {nom.lower()}{fait} : {courriels}.")
        relances = compte.relances
        self.stdout.write(f"{jour} : lignes : {nombre} ; relances{fait} : {relances.relances}.")
        if compte.pannes:
            raise CommandError(f"Une partie de la tournée a échoué : {', '.join(compte.pannes)}.")

    def _expliquer(self, le: date, fait: str) -> int:
        """Each line before anything leaves, as done (`fait`) unless the round of that day is over; how many."""
        centre, nombre, tournee = parametres(), 0, tournee_du(le)
        if tournee and tournee.finie_le:
            fait = "pas envoyée, la tournée de ce jour est déjà faite : "
        for ligne in expliquer(toutes_les_echeances(le, centre), lire_tour(le, centre)):
            echeance, destinataire = ligne.echeance, ligne.destinataire or "personne"
            quoi = f"{echeance.date_limite:%d/%m/%Y}  {echeance.libelle} — {echeance.pour}"
            decide = f"{fait if ligne.part else ''}{ligne.raison}"
            self.stdout.write(f"{quoi} → {destinataire} ({ligne.a_quel_titre}) : {decide}")
            nombre += 1
        return nombre
