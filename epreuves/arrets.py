"""A worker ended by SIGKILL while it records a workbook, again and again: nothing is half-written, and the work taken
up again writes the same rows as if nothing had happened.

    python3 dev.py epreuves arrets [--fois 20] [--lignes 300] [--graine 1]

The worker is a process of its own, forked as Celery forks its own, on the PostgreSQL of the trial. The moment of each
kill is drawn between the start and the time that a recording takes when it is left alone.
"""

import argparse
import multiprocessing
import random
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from epreuves import portail

if TYPE_CHECKING:
    from candidats.models import ImportClasseur

A = datetime(2026, 11, 20, 10, tzinfo=UTC)
ROWS = (
    "etat",
    "candidat__nom_naissance",
    "candidat__prenom",
    "candidat__courriel",
    "entreprise__raison_sociale",
    "entree_formation",
    "financements__code",
    "formateurs__nom",
)
FORK = multiprocessing.get_context("fork")


@dataclass
class Bilan:
    """How many workers were killed in the middle, how many had already finished, and what was wrong."""

    tues: int = 0
    finis: int = 0
    fautes: list[str] = field(default_factory=list)


def deposer(octets: bytes) -> "ImportClasseur":
    """The workbook of a new OF: read, confirmed, and waiting for its worker."""
    from candidats.donnees import FichierRecu
    from candidats.services import classeur
    from certif_portal.commun.fichiers import XLSX
    from tests.habilitations.factories import creer_membre, creer_organisme_habilite

    organisme = creer_organisme_habilite()
    recu = FichierRecu("promotion.xlsx", octets, XLSX)
    depose = classeur.recevoir_classeur(organisme=organisme, fichier=recu, par=creer_membre(organisme), a=A)
    classeur.lire_classeur(depose.pk, le=A.date())
    return classeur.demander_enregistrement(classeur=depose)


def enregistrer(classeur_id: int, par: Any) -> None:
    """In the worker: what its task calls."""
    from candidats.services import classeur

    classeur.enregistrer_classeur(classeur_id, par=par, a=A)


@contextmanager
def ouvrier(depose: "ImportClasseur") -> Iterator[Any]:
    """A worker that takes up this workbook; ended when the block is left, whatever it was doing."""
    from django.db import connections

    processus = FORK.Process(target=enregistrer, args=(depose.pk, depose.depose_par))
    connections.close_all()  # a session is never shared with the fork
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the threads of pytest, which the fork leaves alone
        processus.start()
    yield processus
    processus.kill()
    processus.join()


def ecrit(depose: "ImportClasseur") -> tuple[str, list[tuple[Any, ...]], dict[str, int]]:
    """The state of the workbook, its registrations, and how many rows each table of the portal holds. The row of the
    workbook is taken first: a transaction that was being written is over."""
    from django.apps import apps
    from django.db import transaction

    from candidats.models import ImportClasseur, Inscription

    with transaction.atomic():
        etat = ImportClasseur.objects.select_for_update(of=("self",)).get(pk=depose.pk).etat
        lignes = Inscription.objects.filter(organisme=depose.organisme_id).values_list(*ROWS).order_by(*ROWS)
        comptes = {modele._meta.label: modele._base_manager.count() for modele in apps.get_models()}
        return etat, list(lignes), comptes


def candidats(lues: list[tuple[Any, ...]]) -> int:
    return len({nom for _etat, nom, *_reste in lues})


def eprouver(fois: int, lignes: int, graine: int) -> Bilan:
    from candidats.choix import EtatImport
    from tests.candidats.classeur import classeur, ligne, martin
    from tests.referentiels.factories import creer_referentiel

    creer_referentiel()
    bilan, alea = Bilan(), random.Random(graine)  # noqa: S311 - a draw, no secret
    octets = classeur(*(ligne(nom_naissance=martin(n), courriel=f"m{n}@exemple.fr") for n in range(lignes)))
    temoin, debut = deposer(octets), time.monotonic()
    with ouvrier(temoin) as seul:
        seul.join()
    duree, attendues = time.monotonic() - debut, ecrit(temoin)[1]
    if candidats(attendues) != lignes:
        raise RuntimeError(f"Le témoin n’a pas {lignes} candidats : l’épreuve ne dirait rien.")
    depose = deposer(octets)
    for _ in range(fois):
        avant = ecrit(depose)
        with ouvrier(depose) as tue:
            tue.join(alea.uniform(0, duree))
        apres = ecrit(depose)
        if apres == avant:
            bilan.tues += 1
        elif (apres[0], apres[1]) == (EtatImport.ENREGISTRE, attendues):
            bilan.finis += 1
            depose = deposer(octets)
        else:
            changees = {nom: (n, apres[2][nom]) for nom, n in avant[2].items() if n != apres[2][nom]}
            dit = f"{apres[0]}, {candidats(apres[1])} candidats sur {lignes}, {changees}"
            bilan.fautes.append(f"à moitié écrit : {dit}")
    for essai in ("repris", "rejoué"):
        with ouvrier(depose) as repris:
            repris.join()
        etat, lues, _ = ecrit(depose)
        if (etat, lues) != (EtatImport.ENREGISTRE, attendues):
            bilan.fautes.append(f"{essai} : {etat}, {candidats(lues)} candidats sur {lignes}")
    return bilan


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves arrets")
    parser.add_argument("--fois", type=int, default=20)
    parser.add_argument("--lignes", type=int, default=300)
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args(arguments)
    with portail.base_jetable():
        bilan = eprouver(options.fois, options.lignes, options.graine)
    dit = f"{bilan.tues} ouvriers tués au milieu, {bilan.finis} trop tard ; {len(bilan.fautes)} faute(s)"
    print(dit, *bilan.fautes, sep="\n")
    return 1 if bilan.fautes else 0
