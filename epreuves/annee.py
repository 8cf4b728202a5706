"""A centre of 2,000 candidates lived day by day for a year: who was written to, against a naive oracle.

    python3 dev.py epreuves annee [--candidats 2000] [--jours 366] [--tues 30] [--graine 1]

The year begins on a 1 October: both nights of summer time, a 29 February and every public holiday are in it. On some
mornings the worker of the round is ended by SIGKILL in the middle, again and again, then two rounds start at once; on
others no round runs at all, and the next morning makes up for it. None missed, none twice, none to the wrong one; then
the annual reports are counted again by hand. What a centre owes around its files, a deadline of every other kind, is
lived beside it (`tests/portail/annee_du_centre.py`).
"""

import argparse
import multiprocessing
import random
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from epreuves import portail

DEBUT = date(2027, 10, 1)
FORK = multiprocessing.get_context("fork")


def _tournee(le: date, a: datetime) -> None:
    """In the worker: what its task calls."""
    from certif_portal.portail.services.tournee import faire_tournee

    faire_tournee(le=le, a=a)


def _ouvrier(le: date, a: datetime) -> Any:
    from django.db import connections

    processus = FORK.Process(target=_tournee, args=(le, a))
    connections.close_all()  # a session is never shared with the fork
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        processus.start()
    return processus


def tournees(matins: set[date], alea: random.Random, tues: list[int]) -> Callable[[date, datetime], None]:
    """The round of a morning; on those mornings, three workers killed, then two at once."""

    def tourner(le: date, a: datetime) -> None:
        if le not in matins:
            _tournee(le, a)
            return
        for rang in range(3):
            processus = _ouvrier(le, a + timedelta(hours=rang))
            processus.join(alea.uniform(0.02, 0.6))
            tues.append(processus.is_alive())
            processus.kill()
            processus.join()
        for processus in [_ouvrier(le, a + timedelta(hours=4)) for _ in range(2)]:
            processus.join()
        _tournee(le, a + timedelta(hours=5))

    return tourner


def recit(annee: Any, tueries: set[date]) -> dict[str, Any]:
    """Mails per person, the sizes of the digests, and the time of the rounds that were left alone."""
    from certif_portal.commun.models import Courriel

    par_personne = Counter(
        Courriel.objects.filter(acte__in=("relance", "relances")).values_list("destinataire", flat=True)
    )
    tailles: dict[tuple[str, date], int] = defaultdict(int)
    for ligne in annee.ecrites():
        tailles[ligne[4], ligne[5]] += 1
    rangees = sorted(tailles.values()) or [0]
    rapports = sorted(10_000 * s / n for le, n, s in annee.secondes if n > 200 and le not in tueries) or [0.0]
    return {
        "personnes": len(par_personne),
        "courriels": sum(par_personne.values()),
        "relances": sum(rangees),
        "les plus écrits": par_personne.most_common(3),
        "lignes d’un courriel (médiane, 95 %, plus long)": (
            rangees[len(rangees) // 2],
            rangees[int(len(rangees) * 0.95)],
            rangees[-1],
        ),
        "dossiers ouverts au plus": max(n for _, n, _ in annee.secondes),
        "secondes de tournée pour 10 000 dossiers ouverts (médiane, la plus longue)": (
            round(rapports[len(rapports) // 2], 1),
            round(rapports[-1], 1),
        ),
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves annee")
    parser.add_argument("--candidats", type=int, default=2000)
    parser.add_argument("--jours", type=int, default=366)
    parser.add_argument("--tues", type=int, default=30, help="matins dont l’ouvrier est tué")
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args(arguments)
    alea, tues = random.Random(options.graine), list[int]()  # noqa: S311 - a draw, no secret
    jours = [DEBUT + timedelta(days=n) for n in range(options.jours)]
    with portail.base_jetable():
        from tests.portail.annee import Annee
        from tests.portail.annee_du_centre import AnneeDuCentre
        from tests.portail.rapport_de_l_annee import clore, fautes_du_rapport, rapport_de

        annee = Annee(
            DEBUT, options.jours, options.graine, sans_tournee=frozenset(alea.sample(jours, options.jours // 12))
        )
        annee.dresser(options.candidats, par_promotion=10, organismes=60)
        tueries = set(alea.sample(jours, min(options.tues, options.jours)))
        annee.vivre(tournees(tueries, alea, tues))
        fautes = annee.fautes()
        for quoi, dit in recit(annee, tueries).items():
            print(f"{quoi} : {dit}")
        clore(annee)
        for an in range(DEBUT.year, annee.dernier.year + 1):
            rapport = rapport_de(annee, an)
            fautes += fautes_du_rapport(annee, rapport)
            print(f"rapport {an} : {rapport.contenu['totaux']}, recompté à la main")
    with portail.base_jetable():
        centre = AnneeDuCentre()
        centre.dresser()
        centre.vivre()
        fautes += centre.fautes()
        print(f"le reste du centre : {len(centre.natures())} natures d’échéances, {len(centre.ecrites())} relances")
    print(f"{sum(tues)} ouvriers tués au milieu, {len(tues) - sum(tues)} trop tard ; {len(fautes)} faute(s)")
    print(*fautes[:40], sep="\n")
    return 1 if fautes else 0
