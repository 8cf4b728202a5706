"""Write the archive of the certificates delivered between two days, readable without the portal."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import octets_de
from certif_portal.portail.services.archive import composer_archive, demander_archive


class Command(BaseCommand):
    help = "Écrit les certificats délivrés sur une période : PDF/A, table, empreintes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("du", type=date.fromisoformat, metavar="DU", help="AAAA-MM-JJ")
        parser.add_argument("au", type=date.fromisoformat, metavar="AU", help="AAAA-MM-JJ")
        parser.add_argument("dossier", type=Path, help="où l’écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        dossier = options["dossier"]
        if not dossier.is_dir():
            raise CommandError(f"Le dossier {dossier} n’existe pas.")
        try:
            archive = demander_archive(du=options["du"], au=options["au"], par=None, a=horloge.maintenant())
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        composer_archive(archive.pk, a=horloge.maintenant())
        archive.refresh_from_db()
        if archive.fichier is None:
            raise CommandError("L’archive n’a pas été écrite.")
        try:
            (dossier / archive.fichier.nom).write_bytes(octets_de(archive.fichier))
        except OSError as erreur:
            raise CommandError(f"{erreur.filename} ne s’écrit pas : {erreur.strerror}.") from erreur
        self.stdout.write(
            f"{dossier / archive.fichier.nom} : {archive.nombre} certificats, SHA-256 {archive.empreinte}"
        )
