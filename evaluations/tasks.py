"""Tasks of evaluations: scans read in the background. Their progress is a column: no need of the cache."""

from celery import shared_task

from certif_portal.commun import horloge
from evaluations.services import numerisation


@shared_task
def lire_numerisation(numerisation_id: int) -> None:
    numerisation.lire_numerisation(numerisation_id, a=horloge.maintenant)
