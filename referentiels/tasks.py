"""The tasks of référentiels and répertoires: an id in, a service called. Without a broker the same runs at once."""

from celery import shared_task

from certif_portal.commun import horloge
from referentiels.services import relecture
from referentiels.services.reprise import executer_reprise


@shared_task
def reprendre_repertoire(reprise_id: int) -> None:
    executer_reprise(reprise_id, a=horloge.maintenant())


@shared_task
def lire_referentiel(depot_id: int) -> None:
    relecture.lire_depot(depot_id, a=horloge.maintenant())
