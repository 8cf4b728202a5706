"""Tasks of workbooks and of lists of places: ids in, service called. Without a broker the same code runs at once."""

from celery import shared_task
from django.core.cache import cache

from candidats.services import classeur, lieu, piece, ressemblance
from certif_portal.commun import horloge
from certif_portal.commun.verrous import VerrouIndisponible
from certif_portal.comptes.models import Utilisateur

DUREE = 600
"""Seconds during which the progress of a workbook is worth showing."""


def cle_chargement(chargement_id: int) -> str:
    return f"lieux-avancement-{chargement_id}"


def cle_avancement(classeur_id: int) -> str:
    return f"classeur-avancement-{classeur_id}"


@shared_task
def charger_lieux(chargement_id: int) -> None:
    lieu.executer_chargement(
        chargement_id,
        a=horloge.maintenant(),
        avancer=lambda faites: cache.set(cle_chargement(chargement_id), faites, DUREE),
    )


@shared_task
def lire_classeur(classeur_id: int) -> None:
    classeur.lire_classeur(
        classeur_id,
        le=horloge.aujourdhui(),
        avancer=lambda faites: cache.set(cle_avancement(classeur_id), faites, DUREE),
    )


@shared_task(autoretry_for=(VerrouIndisponible,), retry_backoff=True, max_retries=5)
def enregistrer_classeur(classeur_id: int, utilisateur_id: int) -> int:
    """Tried again when another workbook of the same OF holds the lock for too long."""
    return classeur.enregistrer_classeur(
        classeur_id,
        par=Utilisateur.objects.get(pk=utilisateur_id),
        a=horloge.maintenant(),
        avancer=lambda faites: cache.set(cle_avancement(classeur_id), faites, DUREE),
    )


@shared_task
def oublier_pieces() -> int:
    """Identity papers that an OF sent and joined to nobody."""
    return piece.oublier_pieces(horloge.maintenant())


@shared_task
def refaire_paires() -> int:
    """Every night, alone: two files written at one instant did not see one another."""
    return ressemblance.refaire_doubles()
