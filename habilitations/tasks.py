"""Tasks of applications: the PDF of an annexe deposited in Word or Excel, made in the background."""

from celery import shared_task

from certif_portal.commun import horloge
from certif_portal.commun.courtier import reveiller
from certif_portal.commun.filets import un_par_un
from habilitations.models import VersionAnnexe
from habilitations.queries.dossier import annexes_a_preparer
from habilitations.services.annexe import rendre_lisible


@shared_task
def preparer_annexe(version_id: int) -> bool:
    return rendre_lisible(version_id, a=horloge.maintenant())


@shared_task
def preparer_annexes_en_attente() -> int:
    """The net: those that nobody prepared; how many it did. One that cannot be does not stop the others."""
    return un_par_un(preparer_annexe, annexes_a_preparer())


def demander_preparation(version: VersionAnnexe) -> None:
    """Once committed; should nobody hear, the net takes it up."""
    if version.en_preparation:
        reveiller(preparer_annexe, version.pk)
