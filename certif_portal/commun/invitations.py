"""The calendar file that goes with an invitation, and with what cancels it."""

from datetime import datetime

from django.conf import settings

from certif_portal.commun.agenda import NOM, RendezVous, fichier_agenda
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.models import Fichier
from certif_portal.commun.types_fichiers import AGENDA


def joindre(rendez_vous: RendezVous, a: datetime, *, annule: bool = False) -> Fichier:
    """Stored as it leaves: the mail that bears it may leave later, or again."""
    octets = fichier_agenda(rendez_vous, domaine=settings.EXPEDITEUR.rpartition("@")[2], a=a, annule=annule)
    return enregistrer_fichier(nom=NOM, octets=octets, type_mime=AGENDA, par=None, a=a)
