"""What is over is forgotten: sessions, and the tries of yesterday."""

from celery import shared_task

from certif_portal.commun import horloge
from certif_portal.comptes import essais
from certif_portal.comptes.sessions import SessionStore


@shared_task
def purger_connexions() -> int:
    SessionStore.clear_expired()
    return essais.purger(horloge.maintenant())
