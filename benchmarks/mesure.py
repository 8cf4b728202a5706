"""The measures of one database, already loaded: `python -m benchmarks.mesure --domaine pages`.

`python3 dev.py mesure` makes the databases, loads them and calls this for each of the two engines.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
import django

django.setup()

from django.db import connection  # noqa: E402

from benchmarks import pages, relances, saisies  # noqa: E402
from benchmarks.table import ENTETE, Mesure  # noqa: E402
from candidats.models import Inscription  # noqa: E402

DOMAINES: dict[str, Callable[[int, str], Iterator[Mesure]]] = {
    "pages": pages.mesurer,
    "relances": relances.mesurer,
    "saisies": saisies.mesurer,
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--domaine", choices=sorted(DOMAINES))
    arguments.add_argument("--tours", type=int, default=5)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--strict", action="store_true")
    arguments.add_argument("--seulement", default="", help="les cas dont le nom contient ce texte")
    options = arguments.parse_args()
    mesures = []
    ouvertes = Inscription.objects.filter(etat="acceptee").count()
    dire(f"\n{connection.vendor} : {Inscription.objects.count()} inscriptions, dont {ouvertes} acceptées\n{ENTETE}")
    for nom in [options.domaine] if options.domaine else DOMAINES:
        for mesure in DOMAINES[nom](options.tours, options.seulement):
            mesures.append(mesure)
            dire(mesure.ligne())
    if options.json:
        deja = json.loads(options.json.read_text()) if options.json.exists() else {}
        lignes = [mesure.en_json() for mesure in mesures]
        options.json.write_text(json.dumps(deja | {connection.vendor: lignes}, ensure_ascii=False, indent=1))
    courts = sum(mesure.court for mesure in mesures)
    dire(f"{len(mesures)} cas, dont {courts} au-dessous du but")
    return 1 if options.strict and courts else 0


def dire(texte: str) -> None:
    sys.stdout.write(texte + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
