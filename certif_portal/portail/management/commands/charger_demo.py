"""Load the demonstration centre once; run again, it only recalls the accounts. `--volume` adds numbers to it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from certif_portal.commun import horloge
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo import histoire, personnes
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.volume import chargement
from certif_portal.portail.services.chiffre import etablir_tout


class Command(BaseCommand):
    help = "Charge le centre de démonstration, daté du jour ; ne fait rien s’il est déjà là."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--volume", type=int, metavar="N", help="ajoute N inscriptions tirées au sort")
        parser.add_argument("--ouverts", type=int, metavar="M", help="dont M en cours (8,6 % sinon)")
        parser.add_argument("--graine", type=int, default=1, metavar="G", help="même graine, mêmes données (1 sinon)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("Ce portail est celui d’un vrai centre : la démonstration ne s’y charge pas.")
        deja = Utilisateur.objects.filter(email=personnes.RESPONSABLE.courriel).exists()
        if deja and options["volume"]:
            raise CommandError("Le centre de démonstration est déjà chargé : un volume se charge dans une base vide.")
        calendrier = Calendrier(horloge.maintenant())
        if deja:
            self.stdout.write("Le centre de démonstration est déjà chargé.")
        elif Utilisateur.objects.exists():
            raise CommandError("Cette base contient déjà des comptes : la démonstration se charge dans une base vide.")
        else:
            with transaction.atomic():
                histoire.charger(calendrier)
            self.stdout.write("Le centre de démonstration est chargé.")
        if options["volume"]:
            self._volume(calendrier, options["volume"], options["ouverts"], options["graine"])
        etablir_tout(le=horloge.aujourdhui(), a=horloge.maintenant())
        self.stdout.write(f"\n  Comptes (mot de passe : {personnes.MOT_DE_PASSE})")
        for libelle, courriel in personnes.PRINCIPAUX:
            self.stdout.write(f"    {libelle:<26} {courriel}")
        self.stdout.write(f"\n  Courriels de la démonstration : {settings.ADRESSE_PUBLIQUE}/demo/courriels/")

    def _volume(self, calendrier: Calendrier, nombre: int, ouverts: int | None, graine: int) -> None:
        if nombre < 1 or not 0 <= (ouverts or 0) <= nombre:
            raise CommandError("Le volume est d’une inscription au moins, dont celles en cours.")
        jalon = max(1, nombre // 10)
        dits = {0}

        def suivre(ecrites: int) -> None:
            if ecrites // jalon not in dits:
                dits.add(ecrites // jalon)
                self.stdout.write(f"  {ecrites} inscriptions écrites")
                self.stdout.flush()

        bilan = chargement.charger(calendrier, nombre=nombre, ouvertes=ouverts, graine=graine, suivre=suivre)
        self.stdout.write(
            f"{bilan.inscriptions} inscriptions, dont {bilan.ouvertes} en cours, et {bilan.lignes} lignes en "
            f"{bilan.secondes:.0f} s : {bilan.inscriptions / bilan.secondes:.0f} inscriptions par seconde."
        )
