"""`manage.py arreter_courriels RAISON`: nothing leaves until somebody says so; `--reprendre` says it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from certif_portal.commun.arret_envois import arreter, reprendre
from certif_portal.commun.erreurs import ErreurMetier


class Command(BaseCommand):
    help = "Retient tous les courriels, sauf ceux de connexion, jusqu’à ce que le responsable les laisse repartir."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("raison", nargs="?", default="", help="dite sur la page de santé du portail")
        parser.add_argument("--reprendre", action="store_true", help="les laisse repartir")

    def handle(self, *args: Any, raison: str, **options: Any) -> None:
        if options["reprendre"] == bool(raison):
            raise CommandError("Donnez la raison de l’arrêt, ou --reprendre.")
        a = horloge.maintenant()
        if raison:
            arret = arreter(raison, a=a)
            self.stdout.write(f"Aucun courriel ne part : {arret.raison}.")
            return
        try:
            reprendre(par=None, par_nom="Exploitation", a=a)
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write("Les courriels partent de nouveau.")
