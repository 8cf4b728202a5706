"""Load the demonstration centre once; run again, it only recalls the accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from certif_portal.commun import horloge
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo import histoire, personnes
from certif_portal.portail.demo.calendrier import Calendrier


class Command(BaseCommand):
    help = "Charge le centre de démonstration, daté du jour ; ne fait rien s’il est déjà là."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("Ce portail est celui d’un vrai centre : la démonstration ne s’y charge pas.")
        if Utilisateur.objects.filter(email=personnes.RESPONSABLE.courriel).exists():
            self.stdout.write("Le centre de démonstration est déjà chargé.")
        elif Utilisateur.objects.exists():
            raise CommandError("Cette base contient déjà des comptes : la démonstration se charge dans une base vide.")
        else:
            with transaction.atomic():
                histoire.charger(Calendrier(horloge.maintenant()))
            self.stdout.write("Le centre de démonstration est chargé.")
        self.stdout.write(f"\n  Comptes (mot de passe : {personnes.MOT_DE_PASSE})")
        for libelle, courriel in personnes.PRINCIPAUX:
            self.stdout.write(f"    {libelle:<26} {courriel}")
        self.stdout.write(f"\n  Courriels de la démonstration : {settings.ADRESSE_PUBLIQUE}/demo/courriels/")
