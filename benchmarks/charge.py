"""Five roles at work together on gunicorn, at rest, then while a workbook is recorded and certificates are made.

Two processes serve, four readers never stop: twice what four people do who read what they open. The bare page, asked
for as often as the others, is the unit. What is written stays, the journal being sealed: a copy of the base a run.
"""

import http.client
import multiprocessing
import random
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connections
from django.test import Client

from benchmarks.importation import LE, SIRET, classeur
from benchmarks.jury_clos import A, jury_a_clore
from benchmarks.pages import CENTRE, EVALUATEUR, ORGANISME, pages
from benchmarks.serveur import biscuit, gunicorn
from benchmarks.table import Mesure
from candidats import tasks
from candidats.donnees import FichierRecu
from candidats.models import ImportClasseur
from candidats.queries.classeur import contexte_import
from candidats.services.classeur import demander_enregistrement, recevoir_classeur
from certif_portal.celery import ceder_le_pas
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import XLSX
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.personnes import JURE
from habilitations.models import OrganismeFormation
from jurys.models import Jury
from jurys.services.cloture import clore_jury
from jurys.services.papier import editer_papiers
from tests.sessions import entrer

SECONDES = 300
LECTEURS = 4
LIGNES, CERTIFICATS = 1_000, 200
AUDITEUR = "auditeur@demo.example"
ROLES = (CENTRE, ORGANISME, EVALUATEUR, JURE.courriel, AUDITEUR)
CADRE = "cadre"
FORK = multiprocessing.get_context("fork")


@dataclass
class Trafic:
    """What was answered: seconds by page, in the phase of the moment."""

    phase: str = "chauffe"
    durees: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    fautes: list[str] = field(default_factory=list)
    fini: bool = False
    verrou: threading.Lock = field(default_factory=threading.Lock)

    def noter(self, nom: str, duree: float) -> None:
        with self.verrou:
            self.durees.setdefault(self.phase, {}).setdefault(nom, []).append(duree)

    def de(self, phase: str) -> list[float]:
        """Of every page but the bare one."""
        lues = self.durees.get(phase, {})
        return [duree for nom, durees in lues.items() if nom != CADRE for duree in durees]

    def cadre(self, phase: str) -> list[float]:
        return self.durees.get(phase, {}).get(CADRE, [])


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    trafic, biscuits = Trafic(), {qui: biscuit(qui) for qui in ROLES}
    adresses, prepare = _adresses(), _preparer()
    with gunicorn() as serveur:
        lecteurs = [
            threading.Thread(target=_lire, args=(trafic, serveur.port, biscuits, adresses, rang), daemon=True)
            for rang in range(LECTEURS)
        ]
        for lecteur in lecteurs:
            lecteur.start()
        time.sleep(min(SECONDES / 5, 20))
        debut = sum(serveur.memoire())
        trafic.phase = "repos"
        time.sleep(SECONDES / 3)
        trafic.phase = "travaux"
        travaux = _travailler(SECONDES * 2 / 3, trafic, prepare)
        fin = sum(serveur.memoire())
        trafic.fini = True
        for lecteur in lecteurs:
            lecteur.join(60)
    yield from _dire(trafic, travaux, debut, fin)


def _dire(trafic: Trafic, travaux: dict[str, float], debut: float, fin: float) -> Iterator[Mesure]:
    if not (trafic.cadre("repos") and len(trafic.de("travaux")) > 1):
        raise RuntimeError("trop peu de secondes : rien n’a répondu dans l’une des deux phases")
    unite = statistics.median(trafic.cadre("repos"))
    for phase in ("repos", "travaux"):
        durees = trafic.de(phase)
        yield Mesure(
            "charge",
            f"{phase} : p95 des pages, en cadres",
            len(durees),
            durees,
            rapport=[_p95(durees) / unite],
            remarque=f"p95 {_p95(durees) * 1000:.0f} ms, cadre {unite * 1000:.0f} ms",
            details={nom: _p95(lues) for nom, lues in trafic.durees[phase].items() if len(lues) > 1},
        )
    rapport = _p95(trafic.de("travaux")) / _p95(trafic.de("repos"))
    dits = ", ".join(f"{nom} {duree:.0f} s" for nom, duree in travaux.items())
    yield Mesure(
        "charge", "p95 pendant les travaux, pour le repos", 1, rapport=[rapport], buts=["charge p95"], remarque=dits
    )
    fautes = len(trafic.fautes)
    remarque = " ; ".join(sorted(set(trafic.fautes))[:3])
    yield Mesure("charge", "réponses en faute", 1, rapport=[fautes], buts=["charge fautes"], remarque=remarque)
    yield Mesure(
        "charge", "mémoire à la fin, pour le début", 1, rapport=[fin / debut], memoire=fin, buts=["charge mémoire"]
    )


def _adresses() -> dict[str, list[tuple[str, str]]]:
    """Pages of each role, of those that are measured one by one; files are not pages, and what the centre alone may
    read is no fault of the load."""
    lues: dict[str, list[tuple[str, str]]] = {qui: [] for qui in ROLES}
    auditeur = Client(SERVER_NAME="127.0.0.1")
    entrer(auditeur, Utilisateur.objects.get(email=AUDITEUR))
    for page in pages():
        if page.but and page.qui in lues:
            lues[page.qui].append((page.nom, page.adresse))
            if page.qui == CENTRE and auditeur.get(page.adresse).status_code == 200:
                lues[AUDITEUR].append((page.nom, page.adresse))
    return lues


def _lire(
    trafic: Trafic, port: int, biscuits: dict[str, str], adresses: dict[str, list[tuple[str, str]]], rang: int
) -> None:
    hasard, tour = random.Random(rang), 0  # noqa: S311  # the same walk at each run
    while not trafic.fini:
        qui, tour = ROLES[(rang + tour) % len(ROLES)], tour + 1
        nom, adresse = (CADRE, "/mesure/cadre/") if tour % 5 == 0 else hasard.choice(adresses[qui])
        debut = time.perf_counter()
        try:
            prise = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            prise.request("GET", adresse, headers={"Cookie": biscuits[qui], "Accept-Encoding": "gzip"})
            reponse = prise.getresponse()
            reponse.read()
            if reponse.status not in (200, 302):
                trafic.fautes.append(f"{nom} répond {reponse.status}")
            prise.close()
        except (OSError, http.client.HTTPException) as erreur:
            trafic.fautes.append(f"{nom} : {type(erreur).__name__}")
        trafic.noter(nom, time.perf_counter() - debut)


@dataclass(frozen=True)
class Prepare:
    """What is to be done, deposited before anybody reads: a workbook and a closed jury."""

    classeur: int
    jury: int
    par: int


def _preparer() -> Prepare:
    le, par = horloge.maintenant(), Utilisateur.objects.get(email=CENTRE)
    organisme, _ = OrganismeFormation.objects.get_or_create(siret=SIRET, defaults={"nom": "Organisme de charge"})
    octets = classeur(LIGNES, str(next(iter(contexte_import(organisme, LE).referentiels))))
    recu = recevoir_classeur(organisme=organisme, fichier=FichierRecu("charge.xlsx", octets, XLSX), par=par, a=le)
    jury = jury_a_clore(CERTIFICATS, f"{time.time() % 100_000:.0f}-C")
    clore_jury(jury=jury, par=par, a=A)
    return Prepare(recu.pk, jury.pk, par.pk)


def _travailler(secondes: float, trafic: Trafic, prepare: Prepare) -> dict[str, float]:
    """A workbook of 1,000 lines read and recorded, and 200 certificates made, each by a process that weighs less than
    the pages, as the worker does; how long each took. The phase ends with them, or with the time given."""
    connections.close_all()
    debut, limite = time.monotonic(), time.monotonic() + secondes
    processus = {
        "import": FORK.Process(target=_importer, args=(prepare.classeur, prepare.par)),
        "certificats": FORK.Process(target=_editer, args=(prepare.jury,)),
    }
    durees: dict[str, float] = {}
    for travail in processus.values():
        travail.start()
    while len(durees) < len(processus) and time.monotonic() < limite:
        for nom, travail in processus.items():
            if nom not in durees and not travail.is_alive():
                durees[nom] = time.monotonic() - debut
                if travail.exitcode:
                    trafic.fautes.append(f"{nom} s’est arrêté")
        time.sleep(0.2)
    trafic.phase = "ensuite"
    for nom, travail in processus.items():
        if travail.is_alive():
            trafic.fautes.append(f"{nom} n’a pas fini en {secondes:.0f} s")
            travail.kill()
        travail.join()
    time.sleep(max(0.0, limite - time.monotonic()))
    return durees


def _importer(classeur_id: int, personne: int) -> None:
    ceder_le_pas()
    tasks.lire_classeur(classeur_id)
    demander_enregistrement(classeur=ImportClasseur.objects.get(pk=classeur_id))
    tasks.enregistrer_classeur(classeur_id, personne)


def _editer(jury: int) -> None:
    ceder_le_pas()
    editer_papiers(Jury.objects.get(pk=jury), a=A)


def _p95(durees: list[float]) -> float:
    return statistics.quantiles(durees, n=20)[-1]
