"""Make what is still to be made of the papers of a closed jury, and write them all in a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from jurys.choix import EtatJury
from jurys.models import Jury
from jurys.queries.papier import avancement, fichiers_du_jury, octets_des
from jurys.services.papier import editer_papiers


class Command(BaseCommand):
    help = (
        "Édite les papiers d’un jury clos qui ne le sont pas encore ; avec --dossier, les écrit tous dans ce dossier."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("jury", help="Son numéro : 2026-4.")
        parser.add_argument("--dossier", type=Path, help="Où écrire les papiers, un fichier chacun.")
        parser.add_argument("--ensemble", type=int, default=1, help="Combien de commandes les éditent à la fois.")
        parser.add_argument("--par-la-fin", action="store_true", help="Commencer par les derniers, sur SQLite.")

    def handle(self, *args: Any, jury: str, dossier: Path | None, **options: Any) -> None:
        if options["ensemble"] < 1:
            raise CommandError("--ensemble compte les commandes qui éditent les papiers : 1 ou plus.")
        choisi = Jury.objects.filter(numero=jury).first()
        if choisi is None:
            raise CommandError(f"Aucun jury n’a le numéro « {jury} ».")
        if choisi.etat != EtatJury.CLOS:
            raise CommandError(f"Le jury {jury} n’est pas clos : il n’a pas encore de papiers.")
        partage = {nom: options[nom] for nom in ("ensemble", "par_la_fin")}
        self.stdout.write(str(editer_papiers(choisi, a=horloge.maintenant(), **partage)))
        if dossier:
            try:
                self.stdout.write(f"Papiers écrits dans {dossier} : {_ecrire(choisi, dossier)}.")
            except OSError as erreur:
                raise CommandError(f"{erreur.filename} ne s’écrit pas : {erreur.strerror}.") from erreur
        restent = avancement(choisi)
        if restent.total > restent.faits:
            raise CommandError(f"Papiers non édités : {restent.total - restent.faits}.")


def _ecrire(jury: Jury, dossier: Path) -> int:
    nombre = 0
    for lu, octets in octets_des(fichiers_du_jury(jury)):
        fichier = dossier / lu.chemin
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(octets)
        nombre += 1
    return nombre
