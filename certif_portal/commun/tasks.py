"""Tasks of the kernel: ids in, service called."""

from typing import Any

from celery import shared_task
from celery.signals import task_failure, task_success

from certif_portal.commun import envoi, gardes, horloge, passages, retours


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


@task_success.connect
def noter_reussite(sender: Any = None, **_: Any) -> None:
    passages.noter_fin(sender, horloge.maintenant())


@task_failure.connect
def noter_echec(sender: Any = None, exception: Any = None, **_: Any) -> None:
    passages.noter_fin(sender, horloge.maintenant(), f"{type(exception).__name__} : {exception}")
