"""Tasks of evaluations: scans read, papers made in the background. Their progress is a column: no need of the cache."""

from celery import shared_task

from certif_portal.commun import horloge
from evaluations.services import liasse, numerisation


@shared_task
def lire_numerisation(numerisation_id: int) -> None:
    numerisation.lire_numerisation(numerisation_id, a=horloge.maintenant)


@shared_task
def editer_liasse(liasse_id: int) -> None:
    liasse.editer_liasse(liasse_id, a=horloge.maintenant)
