"""Tasks of the kept conclusions: what acts marked is remade, and every night everything is compared."""

from collections.abc import Iterable

from celery import shared_task

from certif_portal.commun import horloge
from certif_portal.commun.actes import Touche
from certif_portal.commun.courtier import reveiller
from jurys.services import suivi


def conclure_acte(touches: Iterable[Touche]) -> None:
    """The setting CONCLURE_ACTE, called by the act in its transaction; what is marked is remade after the commit."""
    if suivi.conclure_acte(touches):
        reveiller(refaire_suivis)


@shared_task
def refaire_suivis() -> int:
    """Remake the files that an act marked; also run by the clock, so that none is left behind."""
    return suivi.refaire_en_attente()


@shared_task
def verifier_suivis() -> int:
    """Compare everything with the function; a difference is kept as an alarm and written to the responsables."""
    return suivi.verifier(a=horloge.maintenant())
