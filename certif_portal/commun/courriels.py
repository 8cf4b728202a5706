"""The outbox: a mail is a row of the act's own transaction, sent later by a task."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string

from certif_portal.commun.courtier import reveiller
from certif_portal.commun.models import Courriel
from certif_portal.commun.tasks import envoyer_courriel


def deposer_courriel(
    *,
    destinataire: str,
    acte: str,
    contexte: dict[str, Any],
    a: datetime,
    dossier: Model | None = None,
    confidentiel: bool = False,
) -> Courriel:
    """Write one mail from `templates/courriels/<acte>.txt`: first line is the subject.

    No personal data in the subject. The worker is only woken once the transaction is committed.
    """
    contexte = {"adresse_publique": settings.ADRESSE_PUBLIQUE} | contexte
    entete, _, corps = render_to_string(f"courriels/{acte}.txt", contexte).strip().partition("\n")
    return deposer_texte(
        destinataire=destinataire,
        objet=entete,
        texte=corps.strip(),
        acte=acte,
        a=a,
        dossier=dossier,
        confidentiel=confidentiel,
    )


def deposer_texte(
    *,
    destinataire: str,
    objet: str,
    texte: str,
    acte: str,
    a: datetime,
    dossier: Model | None = None,
    confidentiel: bool = False,
    expire_le: datetime | None = None,
) -> Courriel:
    """Write one mail whose words are already made (login codes); past `expire_le` it does not leave."""
    courriel = Courriel.objects.create(
        destinataire=destinataire,
        objet=" ".join(objet.split())[:200],
        texte=texte,
        acte=acte,
        dossier_type=dossier._meta.label_lower if dossier else "",
        dossier_id=dossier.pk if dossier else None,
        confidentiel=confidentiel,
        expire_le=expire_le,
        message_id=f"<{get_random_string(32)}@{settings.EXPEDITEUR.rpartition('@')[2]}>",
        cree_le=a,
    )
    reveiller(envoyer_courriel, courriel.pk)
    return courriel
