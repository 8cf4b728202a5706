"""Tasks of the outbox: ids in, service called."""

from celery import shared_task

from certif_portal.commun import envoi, horloge


@shared_task
def envoyer_courriel(courriel_id: int) -> bool:
    return envoi.envoyer(courriel_id, a=horloge.maintenant())


@shared_task
def envoyer_courriels_en_attente() -> int:
    """Safety net behind the wake-up at commit: everything still due leaves now."""
    a = horloge.maintenant()
    return sum(envoi.envoyer(identifiant, a=a) for identifiant in envoi.courriels_dus(a))
