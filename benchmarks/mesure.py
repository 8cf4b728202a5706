"""The measures of one database, already loaded: `python -m benchmarks.mesure --domaine pages`.

`python3 dev.py mesure` makes the databases, loads them and calls this for each of the two engines.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.table import ENTETE, Mesure  # noqa: E402
from candidats.models import Inscription  # noqa: E402
from outils_dev.mesures import DOMAINES  # noqa: E402

MODULES = {"import": "importation"}
"""A domain whose name is a word of the language."""


def mesurer(domaine: str, options: argparse.Namespace) -> Iterator[Mesure]:
    module = import_module(f"benchmarks.{MODULES.get(domaine, domaine)}")
    lire: Callable[[int, str], Iterator[Mesure]] = module.mesurer
    if domaine == "charge":
        module.SECONDES = options.secondes
    return lire(options.tours, options.seulement)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--domaine", choices=DOMAINES)
    arguments.add_argument("--tours", type=int, default=5)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--strict", action="store_true")
    arguments.add_argument("--secondes", type=int, default=300)
    arguments.add_argument("--seulement", default="", help="les cas dont le nom contient ce texte")
    options = arguments.parse_args()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # figures, not mails, are to be read
    mesures = []
    ouvertes = Inscription.objects.filter(etat="acceptee").count()
    dire(f"\n{connection.vendor} : {Inscription.objects.count()} inscriptions, dont {ouvertes} acceptées\n{ENTETE}")
    for nom in [options.domaine] if options.domaine else DOMAINES:
        for mesure in mesurer(nom, options):
            mesures.append(mesure)
            dire(mesure.ligne())
    if options.json:
        deja = json.loads(options.json.read_text()) if options.json.exists() else {}
        lignes = [mesure.en_json() for mesure in mesures]
        options.json.write_text(json.dumps(deja | {connection.vendor: lignes}, ensure_ascii=False, indent=1))
    courts = sum(bool(mesure.courts) for mesure in mesures)
    dire(f"{len(mesures)} cas, dont {courts} au-dessous d’un but")
    return 1 if options.strict and courts else 0


def dire(texte: str) -> None:
    sys.stdout.write(texte + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
