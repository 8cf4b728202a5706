"""What is due on a day is listed; without `--simulation`, it goes."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certif_portal.commun import horloge
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.services.purge import etablir_purge, executer_purge, prevoir, purges_a_reprendre
from jurys.choix_conservation import EtatPurge


class Command(BaseCommand):
    help = "Efface ce dont la conservation est finie ; une purge trop grande attend l’accord d’un responsable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", metavar="AAAA-MM-JJ", help="ce qui est dû ce jour-là (aujourd’hui sinon)")
        parser.add_argument("--simulation", action="store_true", help="dit ce qui partirait, et n’écrit rien")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            le = date.fromisoformat(options["date"]) if options["date"] else horloge.aujourdhui()
        except ValueError as erreur:
            raise CommandError(f"« {options['date']} » n’est pas une date : écrivez AAAA-MM-JJ.") from erreur
        if options["simulation"]:
            self._dire(le)
            return
        if le > horloge.aujourdhui():
            raise CommandError("Ce qui sera dû un jour à venir ne s’efface pas encore : essayez --simulation.")
        for cle in purges_a_reprendre():
            self.stdout.write(f"Reprise de la purge {cle} : {executer_purge(cle, a=horloge.maintenant)} effacées.")
        try:
            purge = etablir_purge(le=le, a=horloge.maintenant())
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        if purge is None:
            self.stdout.write(f"Rien n’est à effacer au {date_longue(le)}.")
        elif purge.etat == EtatPurge.A_APPROUVER:
            self._dire(le)
            self.stdout.write("Au-delà du seuil, ou un certificat : un responsable l’approuve, page « Conservation ».")
        else:
            faites = executer_purge(purge.pk, a=horloge.maintenant)
            self.stdout.write(f"{compte(faites, 'ligne')} au titre de ce qui est dû au {date_longue(le)} : effacées.")

    def _dire(self, le: date) -> None:
        for prevision in prevoir(le):
            if prevision.nombre:
                depuis = f", depuis le {date_longue(prevision.depuis)}" if prevision.depuis else ""
                cible = prevision.cible
                self.stdout.write(f"{cible.regle:<18} {cible.quoi} : {compte(prevision.nombre, 'ligne')}{depuis}")
