"""Who is mailed about a registration, and what the message is told."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from candidats.models import Inscription, Projet
from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel


def prevenir_organisme(inscription: Inscription, acte: str, *, a: datetime, **contexte: Any) -> None:
    """Mail the OF of a registration; nobody when it came from a company or from the candidate."""
    if inscription.organisme is None:
        return
    deposer_courriel(
        destinataire=inscription.organisme.courriel,
        acte=acte,
        contexte={
            "inscription": inscription,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("inscription_detail", args=[inscription.pk]),
            "centre": parametres(),
            **contexte,
        },
        a=a,
        dossier=inscription,
    )


def informer_candidat(inscription: Inscription, acte: str, *, a: datetime, **contexte: Any) -> None:
    """Mail the candidate, when an address is known."""
    if not inscription.candidat.courriel:
        return
    deposer_courriel(
        destinataire=inscription.candidat.courriel,
        acte=acte,
        contexte={"inscription": inscription, "centre": parametres(), **contexte},
        a=a,
        dossier=inscription,
    )


def prevenir_porteur(projet: Projet, *, a: datetime) -> None:
    """Mail the OF the centre's answer to its projet; a company hears it from the agent who wrote for it."""
    if projet.organisme is None:
        return
    deposer_courriel(
        destinataire=projet.organisme.courriel,
        acte="projet_decide",
        contexte={
            "projet": projet,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("projet_detail", args=[projet.pk]),
            "centre": parametres(),
        },
        a=a,
        dossier=projet,
    )
