"""What a backup costs by gigabyte of files: written, read to its end, put back. Then ten years of a centre, by that.

    python -m benchmarks.sauvegarde [--mo 300]

On the empty, migrated database of DATABASE_URL, under its owner; files of 2 MB that nothing compresses, as scans are.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
import django

django.setup()

from django.db import connection  # noqa: E402

from benchmarks.mesure import dire  # noqa: E402
from certif_portal.commun import horloge  # noqa: E402
from certif_portal.commun.coffre import nouvelle_paire  # noqa: E402
from certif_portal.commun.fichiers import enregistrer_fichier  # noqa: E402
from certif_portal.commun.sauvegarde import decrire, restaurer, sauvegarder  # noqa: E402

FICHIER = 2 * 1024 * 1024
DIX_ANS = 84
"""Gigabytes after ten years: 2,000 candidates a year, a report and a livret of 2 MB each, and the rest beside."""


def chronometrer(quoi: str, mo: float, faire: Callable[[], Any]) -> Any:
    """Seconds of the clock and of the processor (the tools of PostgreSQL included, its server not)."""
    avant, debut = os.times(), time.monotonic()
    rendu = faire()
    apres, dure = os.times(), time.monotonic() - debut
    cout = sum(apres[:4]) - sum(avant[:4])
    heures = dure / mo * 1024 * DIX_ANS / 3600
    dire(
        f"{quoi} : {dure:.1f} s, {cout:.1f} s de processeur ; {cout / mo * 1024:.0f} s de processeur par Go, "
        f"{heures:.1f} h pour {DIX_ANS} Go à cette allure"
    )
    return rendu


def taille() -> float:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_database_size(current_database())")
        return float(curseur.fetchone()[0]) / 1e6


def main() -> int:
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--mo", type=int, default=300)
    options = analyse.parse_args()
    a, avant = horloge.maintenant(), taille()
    for rang in range(options.mo * 1024 * 1024 // FICHIER):
        octets = os.urandom(FICHIER)
        enregistrer_fichier(nom=f"scan-{rang}.pdf", octets=octets, type_mime="application/pdf", par=None, a=a)
    privee, publique = nouvelle_paire()
    with tempfile.TemporaryDirectory() as dossier:
        fichier = chronometrer("sauvegarder", options.mo, lambda: sauvegarder(Path(dossier), cle=publique, a=a))
        poids = fichier.stat().st_size / 1e6
        dire(f"{options.mo} Mio de fichiers : base {taille():.0f} Mo (vide : {avant:.0f}), sauvegarde {poids:.0f} Mo")
        description = chronometrer("vérifier", options.mo, lambda: decrire(fichier, privee))
        chronometrer("restaurer", options.mo, lambda: restaurer(fichier, description, cle=privee, a=a))
        facteur = poids / (options.mo * 1.048576)
        dire(
            f"poids de la sauvegarde : {facteur:.2f} fois celui des fichiers, {facteur * DIX_ANS:.0f} Go pour {DIX_ANS}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
