"""Whom an act of the accreditation is told to."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model

from certif_portal.centre.models import parametres
from certif_portal.commun.agenda import RendezVous
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.invitations import joindre
from habilitations.models import OrganismeFormation


def adresses_de(organisme: OrganismeFormation) -> tuple[str, ...]:
    """The OF's managers; its own address when nobody manages it yet."""
    gestionnaires = organisme.membres.filter(
        retire_le__isnull=True, gestionnaire=True, utilisateur__is_active=True
    ).values_list("utilisateur__email", flat=True)
    return tuple(sorted(set(gestionnaires))) or (organisme.courriel,)


def prevenir_organisme(
    acte: str,
    *,
    organisme: OrganismeFormation,
    dossier: Model,
    a: datetime,
    rendez_vous: RendezVous | None = None,
    **dit: Any,
) -> None:
    """One mail of that name to each manager, with what it says (`dit`) and where; and when, for their calendar."""
    lien = f"{settings.ADRESSE_PUBLIQUE}{dossier.get_absolute_url()}"  # type: ignore[attr-defined]
    contexte = {"organisme": organisme, "lien": lien, "centre": parametres()} | dit
    fichier = joindre(rendez_vous, a) if rendez_vous else None
    for adresse in adresses_de(organisme):
        deposer_courriel(destinataire=adresse, acte=acte, contexte=contexte, a=a, dossier=dossier, fichier=fichier)


def prevenir_centre(
    *, acte: str, organisme: OrganismeFormation, dossier: Model, a: datetime, adresse: str = "", **dit: Any
) -> None:
    """The agent in charge, or the centre's own address; nobody when neither is known."""
    centre = parametres()
    destinataire = adresse or centre.courriel
    if destinataire:
        lien = f"{settings.ADRESSE_PUBLIQUE}{dossier.get_absolute_url()}"  # type: ignore[attr-defined]
        contexte = {"organisme": organisme, "lien": lien, "centre": centre} | dit
        deposer_courriel(destinataire=destinataire, acte=acte, contexte=contexte, a=a, dossier=dossier)
