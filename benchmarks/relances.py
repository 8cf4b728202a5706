"""A round of reminders on the volume already loaded, against one mail a deadline, row by row, in turn; all undone."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import buts
from benchmarks.essai import essayer
from benchmarks.table import Mesure
from candidats.models import EcheanceDossier
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import Commun, deposer_courriel, ensemble
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.journal import journaliser
from certif_portal.commun.jours_ouvres import est_ouvre, prochain_ouvre
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.echeance import Echeances
from certif_portal.portail.queries.relance import expliquer, lire_tour
from certif_portal.portail.services.relance import DOSSIERS, relancer

ECHANTILLON = 200
"""Deadlines written row by row: the cost of one does not depend on how many there are."""
DELAI = 600
LOT = 2_000


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    le, a = _jour(), horloge.maintenant()
    ecrites, requetes = _compter(le, a)
    secondes, naives = [], []
    for _ in range(tours):
        secondes.append(_chronometrer(lambda: relancer(le=le, a=a)))
        naives.append(_chronometrer(lambda: _naivement(le, a)) / ECHANTILLON * ecrites)
    essai = essayer(lambda: _defaire(lambda: relancer(le=le, a=a)), DELAI)
    yield Mesure(
        "relances",
        f"tournée : {ecrites} relances, {EcheanceDossier.objects.au(le).count()} échéances",
        ecrites,
        secondes,
        naif=[naif / nous for naif, nous in zip(naives, secondes, strict=True)],
        requetes=round(requetes / max(ecrites / LOT, 1)),
        memoire=essai.memoire,
        but_naif=buts.RELANCES,
        details={"requetes": requetes, "naif_secondes": statistics.median(naives)},
    )


def _jour() -> date:
    le = horloge.aujourdhui()
    return le if est_ouvre(le) else prochain_ouvre(le)


def _compter(le: date, a: datetime) -> tuple[int, int]:
    """Reminders written by one round, and its queries."""
    with transaction.atomic(), CaptureQueriesContext(connection) as requetes:
        ecrites = relancer(le=le, a=a).relances
        transaction.set_rollback(True)
    return ecrites, len(requetes)


def _defaire(travail: Callable[[], Any]) -> None:
    with transaction.atomic():
        travail()
        transaction.set_rollback(True)


def _chronometrer(travail: Callable[[], Any]) -> float:
    debut = time.perf_counter()
    _defaire(travail)
    return time.perf_counter() - debut


def _naivement(le: date, a: datetime) -> None:
    """As it was before the rounds: a row, a mail, a sentence of the journal and the conclusions of the file made
    again for each deadline and each addressee; then the mails of a person brought together."""
    centre = parametres()
    tour = lire_tour(le, centre)
    lues = Echeances(EcheanceDossier.objects.au(le), (), centre)[:ECHANTILLON]
    with ensemble():
        for ligne in list(expliquer(lues, tour))[:ECHANTILLON]:
            _une(ligne.echeance, ligne.destinataire or "personne@exemple.fr", le, a)


@acte
def _une(echeance: Echeance, destinataire: str, le: date, a: datetime) -> None:
    relance, _ = Relance.objects.get_or_create(
        echeance=echeance.cle, etape="naive", destinataire=destinataire, defaults={"due_le": a, "envoyee_le": a}
    )
    dossier = DOSSIERS[echeance.dossier_type](pk=echeance.dossier_id)
    relance.courriel = deposer_courriel(
        destinataire=destinataire,
        acte="relance",
        contexte={
            "echeance": echeance,
            "restant": echeance.restant(le),
            "url": "https://portail",
            "lien": "",
            "signalee": False,
        },
        a=a,
        dossier=dossier,
        en_nombre=Commun("relances"),
    )
    relance.save(update_fields=["courriel"])
    journaliser(dossier, "relance-une-a-une", f"Relance envoyée : {echeance.libelle}.", par=None, a=a)
