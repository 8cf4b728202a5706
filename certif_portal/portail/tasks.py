"""The tasks of the portal: those of the morning, and the workbooks prepared apart."""

from datetime import timedelta

from celery import shared_task
from django.core.cache import cache

from candidats.services.insertion import envoyer_enquetes
from certif_portal.commun import horloge
from certif_portal.portail.services import export
from certif_portal.portail.services.relance import relancer
from evaluations.services.invitation import rappeler_membres
from habilitations.services.liste import noter_fins

GARDE = timedelta(days=7)
DUREE = 600
"""Seconds during which the progress of an export is worth showing."""


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
def relancer_du_jour() -> int:
    """Note the accreditations that ended, remind what is due today and the evaluators who sit soon, survey the
    certified people; how many reminders and surveys were written."""
    noter_fins(le=horloge.aujourdhui(), a=horloge.maintenant())
    lignes = relancer(le=horloge.aujourdhui(), a=horloge.maintenant())
    rappels = rappeler_membres(le=horloge.aujourdhui(), a=horloge.maintenant())
    enquetes = envoyer_enquetes(le=horloge.aujourdhui(), a=horloge.maintenant())
    export.oublier_les_exports(avant=horloge.maintenant() - GARDE)
    return sum(ligne.envoyee for ligne in lignes) + rappels + enquetes
