"""The daily task of the portal."""

from celery import shared_task

from candidats.services.insertion import envoyer_enquetes
from certif_portal.commun import horloge
from certif_portal.portail import services


@shared_task
def relancer_du_jour() -> int:
    """Remind what is due today and survey the certified people; how many mails were written."""
    lignes = services.relancer(le=horloge.aujourdhui(), a=horloge.maintenant())
    enquetes = envoyer_enquetes(le=horloge.aujourdhui(), a=horloge.maintenant())
    return sum(ligne.envoyee for ligne in lignes) + enquetes
