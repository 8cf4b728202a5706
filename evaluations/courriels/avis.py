"""Mails of the company’s opinion."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import (
    AvisEntreprise,
    LienAvis,
)


def demander_avis(lien: LienAvis, jeton: str, a: datetime) -> Courriel:
    """The one-time link: erased from the outbox once sent."""
    inscription = lien.avis.inscription
    return deposer_courriel(
        destinataire=lien.destinataire,
        acte="avis_demande",
        contexte={
            "inscription": inscription,
            "lien": settings.ADRESSE_PUBLIQUE + reverse("avis_repondre", args=[jeton]),
            "expire_le": lien.expire_le,
            "centre": parametres(),
        },
        a=a,
        dossier=inscription,
        confidentiel=True,
    )


def accuser_avis(avis: AvisEntreprise, destinataire: str, a: datetime) -> Courriel:
    return deposer_courriel(
        destinataire=destinataire,
        acte="avis_recu",
        contexte={"avis": avis, "inscription": avis.inscription, "centre": parametres()},
        a=a,
        dossier=avis.inscription,
    )


def dire_avis_passe(lien: LienAvis, a: datetime) -> Courriel | None:
    """To the centre, which asked somebody else; nothing where it has given no address."""
    centre, inscription = parametres(), lien.avis.inscription
    if not centre.courriel:
        return None
    return deposer_courriel(
        destinataire=centre.courriel,
        acte="avis_passe",
        contexte={
            "lien": lien,
            "inscription": inscription,
            "adresse": settings.ADRESSE_PUBLIQUE + inscription.get_absolute_url(),
        },
        a=a,
        dossier=inscription,
    )
