"""Tasks of the kernel: ids in, service called."""

from celery import shared_task

from certif_portal.commun import courriels, gardes, horloge


@shared_task
def envoyer_courriel(courriel_id: int) -> bool:
    return courriels.envoyer(courriel_id, a=horloge.maintenant())


@shared_task
def envoyer_courriels_en_attente() -> int:
    """Safety net behind the wake-up at commit: everything still due leaves now."""
    a = horloge.maintenant()
    return sum(courriels.envoyer(identifiant, a=a) for identifiant in courriels.courriels_dus(a))


@shared_task
def purger_gardes() -> int:
    """What was kept aside for somebody who did not come back."""
    return gardes.purger(horloge.maintenant())
