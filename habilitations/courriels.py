"""Whom an act of the accreditation is told to."""

from datetime import datetime

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
    *,
    organisme: OrganismeFormation,
    objet: str,
    phrases: list[str],
    dossier: Model,
    a: datetime,
    rendez_vous: RendezVous | None = None,
) -> None:
    """One mail to each manager: what happened, what is expected, where; and when, for their calendar."""
    lien = f"{settings.ADRESSE_PUBLIQUE}{dossier.get_absolute_url()}"  # type: ignore[attr-defined]
    contexte = {"objet": objet, "phrases": phrases, "lien": lien, "centre": parametres()}
    fichier = joindre(rendez_vous, a) if rendez_vous else None
    for adresse in adresses_de(organisme):
        deposer_courriel(
            destinataire=adresse, acte="habilitation", contexte=contexte, a=a, dossier=dossier, fichier=fichier
        )


def prevenir_centre(*, adresse: str, objet: str, phrases: list[str], dossier: Model, a: datetime) -> None:
    """The agent in charge, or the centre's own address; nobody when neither is known."""
    centre = parametres()
    destinataire = adresse or centre.courriel
    if destinataire:
        lien = f"{settings.ADRESSE_PUBLIQUE}{dossier.get_absolute_url()}"  # type: ignore[attr-defined]
        contexte = {"objet": objet, "phrases": phrases, "lien": lien, "centre": centre}
        deposer_courriel(destinataire=destinataire, acte="habilitation", contexte=contexte, a=a, dossier=dossier)
