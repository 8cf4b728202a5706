"""Refresh the dates of our fiches from the open data of France compétences: `manage.py importer_rncp FICHIER`.

The XML, the CSV « Standard » or the ZIP, read as a stream. `--analyse` writes nothing. Exit status 1 when refused.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from referentiels.france_competences import ExportRefuse, FichePubliee, Parcours, lire_export
from referentiels.services.actualisation import LigneActualisation, actualiser_repertoire, codes_connus, suites_a_lire

AUTEUR = "Commande importer_rncp"


class Command(BaseCommand):
    help = "Reprend de l’export de France compétences les dates des fiches du catalogue, et elles seules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="XML, CSV « Standard » ou ZIP de France compétences")
        parser.add_argument("--analyse", action="store_true", help="dit ce qui changerait, sans rien enregistrer")
        parser.add_argument(
            "--renouvellements", action="store_true", help="enregistre sous leur nouveau numéro les fiches remplacées"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        parcours = Parcours()
        try:
            fiches, suites = self._lire(options["fichier"], parcours)
        except ExportRefuse as refus:
            raise CommandError(f"Fichier refusé, rien n’est enregistré. {refus}") from refus
        lignes = actualiser_repertoire(
            fiches=fiches,
            suites=suites,
            renouveler=options["renouvellements"],
            simulation=options["analyse"],
            par=None,
            par_nom=AUTEUR,
            a=horloge.maintenant(),
        )
        self._raconter(lignes, parcours, len(fiches))
        if options["analyse"]:
            self.stdout.write("Analyse seule : rien n’est enregistré.")

    def _lire(self, fichier: Path, parcours: Parcours) -> tuple[list[FichePubliee], list[FichePubliee]]:
        """Our fiches; then, in a second reading, those that replace some of them."""
        fiches = list(lire_export(fichier, codes_connus(), parcours))
        nouveaux = suites_a_lire(fiches)
        return fiches, list(lire_export(fichier, nouveaux, Parcours())) if nouveaux else []

    def _raconter(self, lignes: list[LigneActualisation], parcours: Parcours, trouvees: int) -> None:
        self.stdout.write(f"{parcours.lues} fiches lues, {trouvees} du catalogue.")
        for ligne in lignes:
            if ligne.changements or ligne.avertissements:
                self.stdout.write(f"\n{ligne.code} — {ligne.intitule}")
            for changement in ligne.changements:
                self.stdout.write(f"  {changement}")
            for avertissement in ligne.avertissements:
                self.stdout.write(f"  ! {avertissement}")
        changees = sum(1 for ligne in lignes if ligne.changements)
        a_voir = sum(1 for ligne in lignes if ligne.avertissements)
        self.stdout.write(f"\n{changees} fiches changées, {a_voir} à regarder, {len(lignes)} au catalogue.")
