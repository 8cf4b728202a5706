"""Tasks of the juries: papers made in the background; kept conclusions remade where acts marked them, and compared
every night."""

import logging
import os
from collections.abc import Iterable
from functools import partial

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection

from certif_portal.commun import horloge
from certif_portal.commun.actes import Touche
from certif_portal.commun.courtier import lancer, lancer_a_part, reveiller
from certif_portal.commun.filets import un_par_un
from jurys.models import DossierGTP, Jury, LotNational
from jurys.services import gtp, national, papier, suivi, transmission, verification

journal_technique = logging.getLogger(__name__)
PROCESSUS = 8
"""Tasks that make the papers of one jury together, at most."""
DUREE = 600
"""Seconds during which the progress of a file is worth showing."""


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
def editer_papiers(jury_id: int, ensemble: int = 1) -> str:
    """Several at once share the papers of a jury."""
    return str(papier.editer_papiers(Jury.objects.get(pk=jury_id), a=horloge.maintenant(), ensemble=ensemble))


@shared_task
def noter_codes() -> int:
    """The codes of new certificates: until then, a search computes theirs."""
    return verification.noter_codes()


@shared_task
def editer_papiers_en_attente() -> int:
    """The net behind the closings: whatever is still to be made is made; how many juries had some."""
    return un_par_un(editer_papiers, [jury.pk for jury in papier.jurys_a_editer()])


def demander_edition(jury: Jury) -> bool:
    """Start making the papers of a jury, in as many tasks as there are chunks, or processes where nothing listens;
    False when nobody hears now: the net takes them up."""
    lots = min(papier.lots_a_editer(jury), PROCESSUS)
    if settings.CELERY_TASK_ALWAYS_EAGER and not settings.TESTS:
        sans_verrou = connection.vendor == "sqlite"
        ensemble = min(lots, os.cpu_count() or 1, 2 if sans_verrou else PROCESSUS)
        for rang in range(ensemble):
            par_la_fin = ["--par-la-fin"] if sans_verrou and rang else []
            lancer_a_part("rendre_pieces", jury.numero, "--ensemble", str(ensemble), *par_la_fin)
        return True
    return all(lancer(editer_papiers, jury.pk, lots) for _ in range(lots))


def cle_composition(dossier_id: int) -> str:
    return f"dossier-gtp-avancement-{dossier_id}"


@shared_task
def composer_dossier_gtp(dossier_id: int) -> bool:
    cle = cle_composition(dossier_id)
    return gtp.composer_dossier(
        dossier_id,
        a=horloge.maintenant(),
        avancer=lambda faites, total: cache.set(cle, (faites, total), DUREE),
    )


@shared_task
def constater_envois_gtp() -> int:
    """Files whose mail left become transmitted, those whose mail came back are so no longer; how many."""
    a = horloge.maintenant()
    partis = un_par_un(partial(transmission.constater_envoi, a=a), transmission.envois_en_cours())
    return partis + un_par_un(partial(transmission.constater_retour, a=a), transmission.envois_revenus())


@shared_task
def suivre_dossiers_gtp() -> int:
    """The net: archives nobody is making, mails that left since; how many files it moved."""
    return un_par_un(composer_dossier_gtp, gtp.dossiers_a_composer()) + constater_envois_gtp()


def demander_archive(dossier: DossierGTP) -> None:
    """Once committed; should nobody hear, the net takes it up."""
    reveiller(composer_dossier_gtp, dossier.pk)


def demander_constat() -> None:
    """Once committed, after the mail itself."""
    reveiller(constater_envois_gtp)


def cle_lot(lot_id: int) -> str:
    return f"lot-national-avancement-{lot_id}"


@shared_task
def preparer_lot_national(lot_id: int) -> bool:
    """A base that does not answer is tried again by the net; any other fault is told on the lot, and ends it."""
    try:
        return national.preparer_lot(
            lot_id, a=horloge.maintenant(), avancer=lambda faites: cache.set(cle_lot(lot_id), faites, DUREE)
        )
    except DatabaseError:
        raise
    except Exception as erreur:
        journal_technique.exception("Lot national %s", lot_id)
        dite = f"Erreur du portail ({type(erreur).__name__}) : prévenez l’administrateur, puis préparez un autre lot."
        return national.echouer_lot(lot_id, erreur=dite, a=horloge.maintenant())


@shared_task
def preparer_lots_en_attente() -> int:
    """The net: lots that nobody is writing; how many it wrote."""
    return un_par_un(preparer_lot_national, national.lots_a_preparer())


def demander_ecriture(lot: LotNational) -> None:
    """Once committed; should nobody hear, the net takes it up."""
    reveiller(preparer_lot_national, lot.pk)
