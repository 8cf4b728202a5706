"""Numbers of certificates: awards in several processes, some undone, some cut by kill -9; exactly 1..N in the end.

    python3 dev.py epreuves numeros [--processus 8] [--attributions 125] [--graine 1]

Each process awards until it has its share; one in five awards is undone after it took its numbers, and the parent kills
processes at random moments, each time taking up the share of the one it killed.
"""

import argparse
import os
import random
import signal
import sys
import time
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import Any

SERIE = "EPREUVE"
ANNULEE = 0.2
"""Share of the awards undone on purpose."""


class Annulation(Exception):
    pass


def attribuer_sa_part(rang: int, attributions: int, graine: int) -> None:
    """A process: awards of one to three certificates, until this process' share is there."""
    from django.db import connections, transaction

    from jurys.models import Certificat
    from jurys.services.attribution import numero_certificat, prendre_rangs

    connections.close_all()
    alea = random.Random(f"{graine}-{rang}-{os.getpid()}")  # noqa: S311  # a draw, no secret
    sienne = Certificat.objects.filter(serie=SERIE, nom=f"Processus {rang}")
    while (reste := attributions - sienne.count()) > 0:
        nombre = min(reste, alea.randint(1, 3))
        try:
            with transaction.atomic():
                premier = prendre_rangs(SERIE, nombre)
                Certificat.objects.bulk_create(
                    Certificat(
                        numero=numero_certificat(SERIE, premier + suite),
                        serie=SERIE,
                        rang=premier + suite,
                        type="CQPM",
                        code_certification="MQ",
                        intitule="Épreuve",
                        nom=f"Processus {rang}",
                        prenoms="Zoé",
                        date_naissance=date(1990, 5, 3),
                        lieu_naissance="Nantes",
                        date_jury=date(2026, 12, 8),
                        delivre_le=datetime(2026, 12, 8, tzinfo=UTC),
                        cle_recherche="epreuve",
                    )
                    for suite in range(nombre)
                )
                if alea.random() < ANNULEE:
                    raise Annulation
        except Annulation:
            continue


def eprouver(processus: int, attributions: int, graine: int, tues: int) -> tuple[list[int], int, int]:
    """Ranks found, last number of the counter, how many processes were killed."""
    from django.db import connections

    from jurys.models import Certificat, CompteurCertificat

    alea, contexte = random.Random(graine), get_context("fork")  # noqa: S311  # a draw, no secret
    connections.close_all()

    def lancer(rang: int) -> Any:
        enfant = contexte.Process(target=attribuer_sa_part, args=(rang, attributions, graine))
        enfant.start()
        return enfant

    enfants = {rang: lancer(rang) for rang in range(processus)}
    faits = 0
    while any(enfant.is_alive() for enfant in enfants.values()):
        time.sleep(alea.uniform(0.02, 0.2))
        vivants = [rang for rang, enfant in enfants.items() if enfant.is_alive()]
        if faits < tues and vivants:
            victime = alea.choice(vivants)
            os.kill(enfants[victime].pid, signal.SIGKILL)
            enfants[victime].join()
            enfants[victime] = lancer(victime)
            faits += 1
    rangs = list(Certificat.objects.filter(serie=SERIE).order_by("rang").values_list("rang", flat=True))
    return rangs, CompteurCertificat.objects.get(serie=SERIE).dernier, faits


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves numeros")
    parser.add_argument("--processus", type=int, default=8)
    parser.add_argument("--attributions", type=int, default=125)
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _oublier()
    attendus = options.processus * options.attributions
    debut = time.monotonic()
    rangs, dernier, tues = eprouver(options.processus, options.attributions, options.graine, tues=options.processus * 2)
    juste = rangs == list(range(1, attendus + 1)) and dernier == attendus
    print(
        f"{len(rangs)} certificats sur {attendus}, dernier numéro {dernier}, {tues} processus tués, "
        f"{'ni trou ni doublon' if juste else 'TROU OU DOUBLON'}, en {time.monotonic() - debut:.0f} s"
    )
    _oublier()
    return 0 if juste else 1


def _oublier() -> None:
    """The series of the trial, sealed as any other: the owner of the tables alone takes it away."""
    from django.db import connection

    from certif_portal.commun.declencheurs import sans_scelles
    from jurys.models import Certificat, CompteurCertificat

    with sans_scelles(connection):
        Certificat.objects.filter(serie=SERIE).delete()
        CompteurCertificat.objects.filter(serie=SERIE).delete()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
