"""`manage.py revoquer_liens RAISON`: every personal link that is open dies; `--simulation` only counts them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.portail.services.liens import SORTES, liens_ouverts, revoquer_liens


class Command(BaseCommand):
    help = "Révoque les liens personnels envoyés par courriel, et dit comment en renvoyer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("raison", help="pourquoi ; le journal la garde")
        sortes = [sorte.nom for sorte in SORTES]
        parser.add_argument(
            "--sorte", action="append", default=[], choices=sortes, help="cette sorte seule ; répétable"
        )
        parser.add_argument("--simulation", action="store_true", help="compte, ne révoque rien")

    def handle(self, *args: Any, raison: str, sorte: list[str], simulation: bool, **options: Any) -> None:
        a = horloge.maintenant()
        try:
            lus = liens_ouverts(sorte, a) if simulation else revoquer_liens(raison=raison, sortes=sorte, a=a)
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        for une, nombre in lus:
            self.stdout.write(f"{une.titre} : {nombre}" + (f" ; pour en renvoyer : {une.renvoyer}." if nombre else ""))
        if simulation:
            self.stdout.write("Rien n’a été révoqué : relancez sans --simulation.")
        else:
            self.stdout.write("Qui suit un lien révoqué lit qu’il n’est plus valable, et à qui en demander un autre.")
