"""The tasks of the portal: the round of the morning, and the workbooks prepared apart."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from candidats.tasks import charger_lieux, enregistrer_classeur, lire_classeur
from certif_portal.commun import horloge
from certif_portal.commun.courtier import lancer
from certif_portal.portail.queries.travail import travaux_en_cours
from certif_portal.portail.services import acces, archive, chiffre, coherence, export, journal, lot, purge, rapport
from certif_portal.portail.services.sante import alerter
from certif_portal.portail.services.tournee import faire_tournee
from evaluations.tasks import editer_liasse, lire_numerisation
from referentiels.tasks import lire_referentiel, reprendre_repertoire

DUREE = 600
"""Seconds during which the progress of an export is worth showing."""


ABANDON = settings.CELERY_TASK_TIME_LIMIT
"""Seconds after which a worker that was at it has been ended."""


def cle_avancement(export_id: int) -> str:
    return f"export-avancement-{export_id}"


@shared_task
def preparer_export(export_id: int) -> None:
    export.preparer_export(
        export_id,
        le=horloge.aujourdhui(),
        a=horloge.maintenant,
        avancer=lambda faites: cache.set(cle_avancement(export_id), faites, DUREE),
    )


@shared_task
def executer_lot(lot_id: int) -> int:
    return lot.executer_lot(lot_id, le=horloge.aujourdhui(), a=horloge.maintenant)


@shared_task
def chainer_journal() -> bool:
    """The link of the day, once."""
    return journal.chainer_journal(le=horloge.aujourdhui(), a=horloge.maintenant()) is not None


@shared_task
def relancer_du_jour() -> int:
    """Every hour of the day: once the round of the day is done, the others find nothing to do. How many mails."""
    return faire_tournee(le=horloge.aujourdhui(), a=horloge.maintenant()).courriels


@shared_task
def etablir_chiffres() -> int:
    """Every night, and when the centre asks: all years, a rectification changing an old one."""
    return chiffre.etablir_tout(le=horloge.aujourdhui(), a=horloge.maintenant())


@shared_task
def etablir_rapport(rapport_id: int) -> None:
    rapport.etablir_rapport(rapport_id, a=horloge.maintenant())


@shared_task
def verifier_coherence() -> int:
    """Every night: what the portal keeps, held against itself."""
    return coherence.verifier_coherence(horloge.maintenant())


@shared_task
def reprendre_travaux() -> int:
    """The net behind what is asked of a worker and has no other: a task cut by a kill, or never announced, is asked for
    again once no worker may still be at it. Each finds nothing to do when it is done (decision 0386)."""
    repris = 0
    for nom, arguments in travaux_en_cours(horloge.maintenant() - timedelta(seconds=ABANDON)):
        if cache.add(f"travail-repris-{nom}-{arguments[0]}", 1, ABANDON):
            repris += lancer(TRAVAUX[nom], *arguments)
    return repris


@shared_task
def surveiller() -> int:
    """What the portal needs and no longer has is told to the responsables."""
    return alerter(le=horloge.aujourdhui(), a=horloge.maintenant())


def cle_purge(purge_id: int) -> str:
    return f"purge-avancement-{purge_id}"


@shared_task
def executer_purge(purge_id: int) -> int:
    return purge.executer_purge(
        purge_id, a=horloge.maintenant, avancer=lambda faites: cache.set(cle_purge(purge_id), faites, DUREE)
    )


@shared_task
def reprendre_purges() -> int:
    """What a cut left half done; a purge that fails is an alarm of the health of the portal."""
    return sum(purge.executer_purge(cle, a=horloge.maintenant) for cle in purge.purges_a_reprendre())


@shared_task
def purger_du_jour() -> int:
    """Every night: what is due is listed; a small purge is done at once, a large one waits for somebody's word."""
    reprendre_purges()
    etablie = purge.etablir_purge(le=horloge.aujourdhui(), a=horloge.maintenant())
    return purge.executer_purge(etablie.pk, a=horloge.maintenant) if etablie else 0


@shared_task
def composer_acces(demande_id: int) -> None:
    acces.composer_acces(demande_id, a=horloge.maintenant())


@shared_task
def composer_archive(archive_id: int) -> None:
    archive.composer_archive(archive_id, a=horloge.maintenant())


TRAVAUX: dict[str, Any] = {
    tache.__name__: tache
    for tache in (
        *(
            executer_lot,
            preparer_export,
            etablir_rapport,
            editer_liasse,
            lire_numerisation,
            composer_acces,
            composer_archive,
        ),
        *(lire_classeur, enregistrer_classeur, charger_lieux, lire_referentiel, reprendre_repertoire),
    )
}
"""Those that `reprendre_travaux` may ask for again."""
