"""A jury of many candidates closed, then all its papers made by a worker that SIGKILL ends in the middle, again and
again: each paper is made once, none is half-kept, and what is left is taken up by the next worker.

    python3 dev.py epreuves papiers [--candidats 500] [--fois 5] [--graine 1]

Prints what the closing and the papers took: seconds, queries, what a worker takes at its highest.
"""

import argparse
import multiprocessing
import random
import resource
import time
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from epreuves import portail

if TYPE_CHECKING:
    from jurys.models import Jury

FORK = multiprocessing.get_context("fork")
REQUETES = 60
"""Those of a closing, at most, whatever the number of candidates; a small one also remakes what is kept of its files
(`suivi.SEUIL`), and is not judged."""


@dataclass
class Bilan:
    """What was measured, how many workers were killed before their end, and what was wrong."""

    cloture: float = 0
    requetes: int = 0
    papiers: int = 0
    edition: float = 0
    memoire: float = 0
    """Megabytes that a worker took at its highest, over what the trial held when it forked."""
    tues: int = 0
    fautes: list[str] = field(default_factory=list)


def jury_clos(candidats: int, bilan: Bilan) -> "Jury":
    """Closed and its letters sent: every paper that a jury leaves is to be made."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from benchmarks.jury_clos import A, jury_a_clore
    from certif_portal.comptes.models import Utilisateur
    from jurys.models import Papier
    from jurys.services.cloture import clore_jury
    from jurys.services.lettre import envoyer_lettres
    from jurys.services.suivi import SEUIL

    jury, par = jury_a_clore(candidats, "E-1"), Utilisateur.objects.order_by("pk")[0]
    debut = time.monotonic()
    with transaction.atomic():  # what the closing leaves to the worker starts at its end: no part of it
        with CaptureQueriesContext(connection) as prises:
            clore_jury(jury=jury, par=par, a=A)
        bilan.cloture, bilan.requetes = time.monotonic() - debut, len(prises)
    if candidats > SEUIL and bilan.requetes > REQUETES:
        bilan.fautes.append(f"clôture en {bilan.requetes} requêtes, {REQUETES} au plus")
    envoyer_lettres(jury=jury, par=par, a=A)
    bilan.papiers = Papier.objects.filter(jury=jury).count()
    return jury


def editer(jury: int) -> None:
    """In the worker: what its task calls."""
    from benchmarks.jury_clos import A
    from jurys.models import Jury
    from jurys.services.papier import editer_papiers

    editer_papiers(Jury.objects.get(pk=jury), a=A)


def travailler(jury: int, secondes: float | None = None) -> bool:
    """One worker, killed after so many seconds; whether it was."""
    from django.db import connections

    connections.close_all()  # a session is never shared with the fork
    processus = FORK.Process(target=editer, args=(jury,))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the threads of pytest, which the fork leaves alone
        processus.start()
    processus.join(secondes)
    tue = processus.is_alive()
    processus.kill()
    processus.join()
    return tue


def faits(jury: int) -> int:
    from jurys.choix import EtatPapier
    from jurys.models import Papier

    return Papier.objects.filter(jury=jury, etat=EtatPapier.FAIT).count()


def moities(jury: int) -> list[str]:
    """What would be kept by half: a document without its paper, a certificate without its own."""
    from django.db.models import F

    from certif_portal.commun.models import DocumentRendu
    from jurys.models import Certificat, Papier, PieceJury

    papiers = Papier.objects.filter(jury=jury)
    comptes = {
        "documents sans papier": DocumentRendu.objects.filter(papier__isnull=True).count(),
        "certificats sans leur document": papiers.filter(document__isnull=False, certificat__isnull=False)
        .exclude(certificat__document=F("document"))
        .count(),
        "certificats trop tôt": Certificat.objects.filter(
            presentation__jury=jury, document__isnull=False, papier__document__isnull=True
        ).count(),
        "pièces trop tôt": PieceJury.objects.filter(
            jury=jury, document__isnull=False, papier__document__isnull=True
        ).count(),
    }
    return [f"{quoi} : {nombre}" for quoi, nombre in comptes.items() if nombre]


def eprouver(candidats: int, fois: int, graine: int) -> Bilan:
    from benchmarks.essai import memoire_du_processus

    bilan, alea = Bilan(), random.Random(graine)  # noqa: S311 - a draw, no secret
    jury = jury_clos(candidats, bilan).pk
    tenue = memoire_du_processus("VmRSS") / 1024  # a fork holds it too
    debut, vus = time.monotonic(), 0
    for _ in range(fois):
        bilan.tues += travailler(jury, alea.uniform(1, max(2, candidats / 25)))
        bilan.fautes += moities(jury)
        if (maintenant := faits(jury)) < vus:
            bilan.fautes.append(f"{vus - maintenant} papiers défaits")
        vus = faits(jury)
    while (avant := faits(jury)) < bilan.papiers:
        travailler(jury)
        bilan.fautes += moities(jury)
        if faits(jury) == avant:
            bilan.fautes.append(f"{bilan.papiers - avant} papiers jamais repris")
            break
    bilan.edition = time.monotonic() - debut
    bilan.memoire = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 - tenue
    return bilan


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves papiers")
    parser.add_argument("--candidats", type=int, default=500)
    parser.add_argument("--fois", type=int, default=5)
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args(arguments)
    with portail.base_jetable():
        peupler()
        bilan = eprouver(options.candidats, options.fois, options.graine)
    print(
        f"clôture de {options.candidats} candidats : {bilan.cloture:.1f} s, {bilan.requetes} requêtes\n"
        f"{bilan.papiers} papiers : {bilan.edition:.0f} s, {bilan.tues} ouvriers tués, "
        f"{bilan.memoire:.0f} Mo de plus au plus haut\n"
        f"{len(bilan.fautes)} faute(s)",
        *bilan.fautes,
        sep="\n",
    )
    return 1 if bilan.fautes else 0


def peupler() -> None:
    """Somebody of the centre, a certification and two OF."""
    from certif_portal.comptes.choix import Role
    from tests.comptes.factories import creer_personne
    from tests.habilitations.factories import creer_organisme_habilite
    from tests.referentiels.factories import creer_referentiel

    creer_personne(Role.AGENT)
    creer_referentiel()
    for nom in ("Pôle formation Sud-Loire", "Greta Est-Bretagne"):
        creer_organisme_habilite(nom=nom)
