"""The task of the répertoires: an id in, a service called. Without a broker the same code runs at once."""

from celery import shared_task

from certif_portal.commun import horloge
from referentiels.services.reprise import executer_reprise


@shared_task
def reprendre_repertoire(reprise_id: int) -> None:
    executer_reprise(reprise_id, a=horloge.maintenant())
