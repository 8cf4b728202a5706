"""`manage.py regles`: write docs/regles.md from the constants, docs/conservation.md and docs/registre.md from those
of the table of fields, and the index of decision records; `--verifier`: say whether all are up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certif_portal.portail.catalogue import index_des_decisions, page_des_regles
from certif_portal.portail.conservation import page_de_conservation
from certif_portal.portail.registre import page_du_registre

DOCS = settings.BASE_DIR / "docs"


class Command(BaseCommand):
    help = "Écrit regles.md, conservation.md et registre.md de docs/ à partir du code, et l’index de docs/decisions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="n’écrit rien ; échoue si une page n’est pas à jour"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pages: dict[Path, str] = {
            DOCS / "regles.md": page_des_regles(),
            DOCS / "conservation.md": page_de_conservation(),
            DOCS / "registre.md": page_du_registre(),
            DOCS / "decisions" / "README.md": index_des_decisions(DOCS / "decisions"),
        }
        for fichier, page in pages.items():
            if not options["verifier"]:
                fichier.write_text(page, encoding="utf-8")
                self.stdout.write(f"{fichier} : écrit.")
            elif not fichier.is_file() or fichier.read_text(encoding="utf-8") != page:
                raise CommandError(f"{fichier.name} n’est pas à jour : lancez « manage.py regles ».")
