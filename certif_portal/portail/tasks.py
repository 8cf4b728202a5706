"""The daily task of the portal."""

from celery import shared_task

from certif_portal.commun import horloge
from certif_portal.portail import services


@shared_task
def relancer_du_jour() -> int:
    """Remind what is due today; how many mails were written."""
    lignes = services.relancer(le=horloge.aujourdhui(), a=horloge.maintenant())
    return sum(ligne.envoyee for ligne in lignes)
