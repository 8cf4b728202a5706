"""`manage.py restaurer FICHIER --cle CLE`: the portal as it was, beside the base in place, then at its place."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.sauvegarde import (
    cle_du_portail_connue,
    decrire,
    derniers_numeros,
    lire_la_cle,
    rendre_les_reglages,
    restaurer,
)
from certif_portal.commun.typographie import instant


class Command(BaseCommand):
    help = "Vérifie une sauvegarde d’un bout à l’autre, puis remet le portail dans l’état où elle l’a pris."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--cle", type=Path, required=True, help="la clé privée, écrite par « sauvegarder --cle »")
        parser.add_argument("--verifier", action="store_true", help="lit tout, ne remet rien")
        parser.add_argument(
            "--reglages", type=Path, help="un dossier où rendre ses clés et ses réglages, et rien d’autre"
        )
        parser.add_argument("--base", default="", help="le nom de la base à remplacer, à taper pour le confirmer")

    def handle(self, *args: Any, fichier: Path, **options: Any) -> None:
        a, base = horloge.maintenant(), settings.DATABASES["default"]["NAME"]
        try:
            cle = lire_la_cle(options["cle"])
            description = decrire(fichier, cle)
            self._dire(description)
            if options["reglages"]:
                for ecrit in rendre_les_reglages(description, options["reglages"]):
                    self.stdout.write(f"{ecrit} : écrit.")
            if options["verifier"] or options["reglages"]:
                return
            if options["base"] != base:
                raise CommandError(f"Rien n’est remis. Pour remplacer la base en place, tapez : --base {base}")
            gardee = restaurer(fichier, description, cle=cle, a=a)
        except (ErreurMetier, FichierRefuse) as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(f"Le portail est restauré. Avant : {f'base {gardee}, gardée' if gardee else 'aucune base'}.")
        self.stdout.write("Lancez « manage.py accorder_droits », puis web, worker et beat.")
        self._dire_les_numeros(derniers_numeros(base), derniers_numeros(gardee) if gardee else {})
        self.stdout.write("Les rôles retirés et les facteurs perdus depuis la sauvegarde sont revenus : retirez-les.")
        self.stdout.write("Aucun courriel ne part avant que le responsable le dise, depuis « Santé du portail ».")

    def _dire(self, description: dict[str, Any]) -> None:
        faite = datetime.fromisoformat(description["faite_le"])
        lignes = sum(description["lignes"].values())
        self.stdout.write(f"Sauvegarde du {instant(faite, horloge.aujourdhui())}, entière : {lignes} lignes.")
        if not cle_du_portail_connue(description):
            self.stdout.write(
                "SECRET_KEY n’est pas celle de la sauvegarde : ce qu’elle scellait ne s’ouvrirait pas. Gardez-la dans "
                "SECRET_KEY_FALLBACKS."
            )

    def _dire_les_numeros(self, repris: dict[str, int], gardes: dict[str, int]) -> None:
        """What was given between the backup and the loss exists on paper: the next number must come after it. The base
        put aside names them, when it is still there."""
        for serie in sorted(repris | gardes):
            dernier, donne = repris.get(serie, 0), gardes.get(serie, 0)
            if donne > dernier:
                self.stdout.write(
                    f"Série {serie} : donnés depuis la sauvegarde, du numéro {dernier + 1} au numéro {donne}. Dites le "
                    f"prochain, {donne + 1} ou plus, sous « Certificats », « Numérotation », avant de clore un jury."
                )
            else:
                self.stdout.write(
                    f"Série {serie} : le dernier numéro connu est {dernier}. S’il en a été donné après, "
                    "dites le prochain sous « Certificats », « Numérotation », avant de clore un jury."
                )
