"""The round of the morning on thousands of late files: its queries, its time and its memory, beside file by file.

    python3 dev.py epreuves relances [--dossiers 2000] [--un-a-un 50]

At most forty queries per two thousand files, fifty times as few and as fast as file by file, and a memory that does not
follow their number. « File by file » is the « Relancer » button of each of them (`relancer_dossier`). Both are measured
until their mails are in the outbox: these leave by a task of their own, as many queries a mail in the one and in the
other.
"""

import argparse
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

from epreuves import portail

LE = date(2026, 11, 20)
A = datetime(2026, 11, 20, 6, tzinfo=UTC)
PAR_ORGANISME = 40
REQUETES, RAPPORT, MEMOIRE = 40, 50, 2.0
"""Queries per two thousand files; times fewer than file by file; peak of the whole over that of a quarter of them."""


def _dresser(nombre: int) -> list[Any]:
    from jurys.services.suivi import refaire_tout
    from tests.candidats.factories import InscriptionFactory
    from tests.habilitations.factories import OrganismeFactory
    from tests.referentiels.factories import creer_referentiel

    referentiel, faites = creer_referentiel(), []
    organismes = [OrganismeFactory() for _ in range(-(-nombre // PAR_ORGANISME))]
    for rang in range(nombre):
        faites.append(
            InscriptionFactory(
                organisme=organismes[rang // PAR_ORGANISME],
                referentiel=referentiel,
                entree_formation=LE - timedelta(days=300),
                fin_formation=LE + timedelta(days=30),
                date_evaluation_prevue=LE + timedelta(days=20),
            )
        )
    refaire_tout()
    return faites


def _mesurer(faire: Any) -> tuple[Any, int, float, int]:
    """What it gives, its queries, its seconds, the peak of its memory in bytes; all undone, and no mail leaves."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic():
        with CaptureQueriesContext(connection) as requetes:
            debut = perf_counter()
            rendu = faire()
            secondes = perf_counter() - debut
        transaction.set_rollback(True)
    with transaction.atomic():
        tracemalloc.start()
        faire()
        _, pic = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        transaction.set_rollback(True)
    return rendu, len(requetes), secondes, pic


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves relances")
    parser.add_argument("--dossiers", type=int, default=2000)
    parser.add_argument("--un-a-un", type=int, default=50, help="dossiers relancés un par un, pour comparer")
    options = parser.parse_args(arguments)
    with portail.base_jetable():
        from certif_portal.portail.services.relance import relancer, relancer_dossier
        from tests.comptes.factories import creer_personne

        premiers = _dresser(options.dossiers // 4)
        _, _, _, petit = _mesurer(lambda: relancer(le=LE, a=A))
        dossiers = premiers + _dresser(options.dossiers - len(premiers))
        bilan, requetes, secondes, pic = _mesurer(lambda: relancer(le=LE, a=A))
        agent, siens = creer_personne("agent"), dossiers[: options.un_a_un]
        _, une_a_une, lentes, _ = _mesurer(
            lambda: [relancer_dossier(inscription=i, le=LE, par=agent, a=A) for i in siens]
        )
    par_2000 = requetes * 2000 / max(options.dossiers, 2000)
    en_requetes = (une_a_une / len(siens)) / (requetes / options.dossiers)
    en_temps = (lentes / len(siens)) / (secondes / options.dossiers)
    print(f"{options.dossiers} dossiers : {bilan.relances} relances en {bilan.courriels} courriels")
    print(f"requêtes : {requetes}, soit {par_2000:.0f} pour 2 000 dossiers (but : {REQUETES} au plus)")
    print(f"un à un : {une_a_une / len(siens):.0f} requêtes par dossier, {en_requetes:.0f} fois plus (but : {RAPPORT})")
    print(f"temps : {secondes:.1f} s, {en_temps:.0f} fois moins qu’un à un (but : {RAPPORT})")
    print(f"mémoire : pic de {pic >> 20} Mo, {pic / petit:.1f} fois celui du quart des dossiers (but : {MEMOIRE})")
    tenu = par_2000 <= REQUETES and min(en_requetes, en_temps) >= RAPPORT and pic <= MEMOIRE * petit
    return 0 if tenu else 1
