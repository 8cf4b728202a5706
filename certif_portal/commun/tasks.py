"""Tasks of the kernel: ids in, service called."""

from celery import shared_task
from celery.signals import task_failure, task_success

from certif_portal.commun import envoi, gardes, horloge, passages, retours

task_success.connect(passages.noter_reussite)
task_failure.connect(passages.noter_echec)


@shared_task
def envoyer_courriel(courriel_id: int) -> bool:
    return envoi.envoyer(courriel_id, a=horloge.maintenant())


@shared_task
def envoyer_courriels_en_attente() -> int:
    """Safety net behind the wake-up at commit: everything still due leaves now."""
    a = horloge.maintenant()
    return sum(envoi.envoyer(identifiant, a=a) for identifiant in envoi.courriels_dus(a))


@shared_task
def relever_retours() -> int:
    """Mails that came back."""
    return retours.relever(a=horloge.maintenant())


@shared_task
def purger_gardes() -> int:
    """What was kept aside for somebody who did not come back."""
    return gardes.purger(horloge.maintenant())
