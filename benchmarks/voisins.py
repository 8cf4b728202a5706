"""Somebody else's page while a workbook is read and recorded by its task, in another process.

The list of registrations, as the staff opens it, asked again and again: idle, then for as long as the import lasts. On
two cores with a database of its own, the page should take at most twice as long (95th percentile).
"""

import multiprocessing
import statistics
import sys
import time

from django.db import connections
from django.db.models import Max, Model
from django.test import Client

from candidats import tasks
from candidats.donnees import FichierRecu
from candidats.models import Candidat, FinancementInscription, Formateur, ImportClasseur, Inscription
from candidats.services.classeur import demander_enregistrement, recevoir_classeur
from certif_portal.celery import ceder_le_pas
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import XLSX
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from tests.sessions import entrer

AU_REPOS = 100
PAUSE = 0.02
"""Seconds between two pages: a person reads."""


def mesurer(organisme: OrganismeFormation, octets: bytes) -> None:
    personne = Utilisateur.objects.filter(attributions__role=Role.RESPONSABLE).order_by("pk")[0]
    client = Client()
    entrer(client, personne)
    for _ in range(10):
        _ouvrir(client)
    repos = [_ouvrir(client) for _ in range(AU_REPOS)]
    recu = FichierRecu("mesure.xlsx", octets, XLSX)
    a, avant = horloge.maintenant(), _dernieres()
    classeur = recevoir_classeur(organisme=organisme, fichier=recu, par=personne, a=a)
    try:
        pendant = {}
        for etape in ("lecture", "enregistrement"):
            if etape == "enregistrement":
                demander_enregistrement(classeur=classeur)
            pendant[etape] = _pendant(client, classeur.pk, personne.pk)
        classeur.refresh_from_db()
        _raconter(repos, pendant, classeur)
    finally:
        _effacer(organisme, avant)


def _pendant(client: Client, classeur: int, personne: int) -> list[float]:
    connections.close_all()
    travail = multiprocessing.get_context("fork").Process(target=_importer, args=(classeur, personne))
    travail.start()
    durees = []
    while travail.is_alive():
        durees.append(_ouvrir(client))
    travail.join()
    return durees


def _importer(classeur: int, personne: int) -> None:
    """The task itself, whichever the state of the workbook calls for, weighing less than the pages as the worker
    does."""
    ceder_le_pas()
    tasks.lire_classeur(classeur)
    tasks.enregistrer_classeur(classeur, personne)


def _ouvrir(client: Client) -> float:
    time.sleep(PAUSE)
    debut = time.perf_counter()
    reponse = client.get("/inscriptions/")
    if reponse.status_code != 200:
        sys.exit(f"La liste répond {reponse.status_code}.")
    return time.perf_counter() - debut


def _raconter(repos: list[float], pendant: dict[str, list[float]], classeur: ImportClasseur) -> None:
    reference = _p95(repos)
    sys.stdout.write(f"{classeur.lignes_enregistrees} lignes enregistrées pendant que la liste est ouverte\n")
    sys.stdout.write(f"au repos       p95 {reference * 1000:6.1f} ms  ({len(repos)} pages)\n")
    for etape, durees in pendant.items():
        p95 = _p95(durees)
        sys.stdout.write(f"{etape:14} p95 {p95 * 1000:6.1f} ms  x {p95 / reference:.2f}  ({len(durees)} pages)\n")


def _p95(durees: list[float]) -> float:
    return statistics.quantiles(durees, n=20)[-1]


def _dernieres() -> dict[type[Model], int]:
    return {modele: modele.objects.aggregate(n=Max("pk"))["n"] or 0 for modele in (Candidat, Inscription)}  # type: ignore[attr-defined]


def _effacer(organisme: OrganismeFormation, avant: dict[type[Model], int]) -> None:
    """What was written since, table by table: the services would tell the journal each of these deletions."""
    inscription, candidat = avant[Inscription], avant[Candidat]
    label = Inscription._meta.label_lower
    for requete in (
        FinancementInscription.objects.filter(inscription_id__gt=inscription),
        Formateur.objects.filter(inscription_id__gt=inscription),
        EntreeJournal.objects.filter(dossier_type=label, dossier_id__gt=inscription),
        Inscription.history.filter(id__gt=inscription),
        Inscription.objects.filter(pk__gt=inscription),
        Candidat.history.filter(id__gt=candidat),
        Candidat.objects.filter(pk__gt=candidat),
    ):
        requete._raw_delete(using="default")
    ImportClasseur.objects.filter(organisme=organisme).delete()
