"""Read the whole journal again, and say the first entry or link that is not what was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun.chaine import verifier
from certif_portal.commun.durees import compte


class Command(BaseCommand):
    help = "Relit le journal et sa chaîne ; dit la première entrée ou le premier maillon qui diffère."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--tete", default="", help="Une empreinte reçue par courriel, à retrouver dans la chaîne.")

    def handle(self, *args: Any, tete: str, **options: Any) -> None:
        lu = verifier(tete)
        if lu.ecart:
            raise CommandError(lu.ecart)
        self.stdout.write(
            f"Journal intact : {compte(lu.entrees, 'entrée')}, {compte(lu.maillons, 'maillon')}. "
            f"Tête : {lu.tete or 'aucune encore'}."
        )
