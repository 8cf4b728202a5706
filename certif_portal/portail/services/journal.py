"""The chain of the journal, night by night, and its head sent where nobody of the portal writes."""

import logging
from datetime import date, datetime

from django.db import IntegrityError, transaction

from certif_portal.centre.models import parametres
from certif_portal.commun.chaine import preparer_maillon
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import MaillonJournal
from certif_portal.commun.verrous import VerrouIndisponible

journal_technique = logging.getLogger(__name__)


def chainer_journal(*, le: date, a: datetime) -> MaillonJournal | None:
    """Once a day, however often it is asked; None when it is done, or when somebody was writing for too long."""
    try:
        maillon = preparer_maillon(jour=le, a=a)
    except VerrouIndisponible:
        journal_technique.warning("Maillon du journal : un long enregistrement est en cours, il est remis à plus tard.")
        return None
    return maillon if maillon and _garder(maillon, a) else None


def _garder(maillon: MaillonJournal, a: datetime) -> bool:
    """The link and the mail that takes its head away; False when another worker has just kept that of the same day."""
    try:
        with transaction.atomic():
            maillon.save(force_insert=True)
            if adresse := parametres().journal_courriel:
                deposer_courriel(destinataire=adresse, acte="tete_journal", contexte={"maillon": maillon}, a=a)
    except IntegrityError:
        return False
    return True
