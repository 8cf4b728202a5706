"""Tasks of the juries: papers made in the background; kept conclusions remade where acts marked them, and compared
every night."""

import os
from collections.abc import Iterable

from celery import shared_task
from django.conf import settings
from django.db import connection

from certif_portal.commun import horloge
from certif_portal.commun.actes import Touche
from certif_portal.commun.courtier import lancer, lancer_a_part, reveiller
from jurys.models import Jury
from jurys.services import papier, suivi

PROCESSUS = 8
"""Tasks that make the papers of one jury together, at most."""


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


@shared_task
def editer_papiers(jury_id: int) -> str:
    """Several at once share the papers of a jury."""
    return str(papier.editer_papiers(Jury.objects.get(pk=jury_id), a=horloge.maintenant()))


@shared_task
def editer_papiers_en_attente() -> int:
    """The net behind the closings: whatever is still to be made is made; how many juries had some."""
    jurys = papier.jurys_a_editer()
    for jury in jurys:
        papier.editer_papiers(jury, a=horloge.maintenant())
    return len(jurys)


def demander_edition(jury: Jury) -> bool:
    """Start making the papers of a jury, in as many tasks as there are chunks, or processes where nothing listens;
    False when nobody hears now: the net takes them up."""
    lots = min(papier.lots_a_editer(jury), PROCESSUS)
    if settings.CELERY_TASK_ALWAYS_EAGER and not settings.TESTS:
        seuls = 1 if connection.vendor == "sqlite" else os.cpu_count() or 1
        for _ in range(min(lots, seuls)):
            lancer_a_part("rendre_pieces", jury.numero)
        return True
    return all(lancer(editer_papiers, jury.pk) for _ in range(lots))
