"""`manage.py sauvegarder DOSSIER`: the whole portal in one encrypted file; `--cle` makes the key pair, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.passages import noter_passage
from certif_portal.commun.sante import SAUVEGARDE
from certif_portal.commun.sauvegarde import ecrire_la_cle, sauvegarder


class Command(BaseCommand):
    help = "Écrit dans DOSSIER une sauvegarde entière et chiffrée du portail : base, fichiers, clés et réglages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", type=Path, help="le dossier qui la reçoit, hors de cette machine si possible")
        parser.add_argument("--cle", action="store_true", help="DOSSIER est un fichier neuf, qui reçoit la clé privée")

    def handle(self, *args: Any, dossier: Path, cle: bool, **options: Any) -> None:
        try:
            if cle:
                publique = ecrire_la_cle(dossier)
                self.stdout.write(
                    f"{dossier} ouvre toutes les sauvegardes à venir : gardez-la en double, loin du portail.\n"
                    f"Donnez au portail la clé qui les ferme :\nSAUVEGARDE_CLE={publique}"
                )
                return
            if not settings.SAUVEGARDE_CLE:
                raise CommandError("SAUVEGARDE_CLE est attendue : « manage.py sauvegarder FICHIER --cle » la donne.")
            a = horloge.maintenant()
            chemin = sauvegarder(dossier, cle=settings.SAUVEGARDE_CLE, a=a)
            noter_passage(SAUVEGARDE, a)
        except ErreurMetier as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(f"{chemin} : {chemin.stat().st_size / 1e6:.1f} Mo.")
