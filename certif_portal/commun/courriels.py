"""The outbox: a mail is a row of the act's own transaction, sent later by a task."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Model, Q
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string

from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel

journal_technique = logging.getLogger(__name__)
ESSAIS_MAXIMUM = 8
EFFACE = "Le contenu de ce courriel portait un lien ou un code personnel : il a été effacé après l’envoi."


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
) -> Courriel:
    """Write one mail whose words are already made (login codes)."""
    from certif_portal.commun.tasks import envoyer_courriel

    courriel = Courriel.objects.create(
        destinataire=destinataire,
        objet=" ".join(objet.split())[:200],
        texte=texte,
        acte=acte,
        dossier_type=dossier._meta.label_lower if dossier else "",
        dossier_id=dossier.pk if dossier else None,
        confidentiel=confidentiel,
        message_id=f"<{get_random_string(32)}@{settings.EXPEDITEUR.partition('@')[2] or 'portail'}>",
        cree_le=a,
    )
    envoyer_courriel.delay_on_commit(courriel.pk)  # type: ignore[attr-defined]  # Celery's Django task
    return courriel


def courriels_dus(a: datetime) -> list[int]:
    """Ids of the mails that should leave now, oldest first."""
    return list(
        Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER)
        .filter(Q(prochain_essai_le__isnull=True) | Q(prochain_essai_le__lte=a))
        .order_by("cree_le")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def envoyer(courriel_id: int, *, a: datetime) -> bool:
    """Send one mail; True when it left. A mail already sent, or being sent, is left alone."""
    courriel = (
        Courriel.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=courriel_id, etat=EtatCourriel.A_ENVOYER)
        .first()
    )
    if courriel is None:
        return False
    message = EmailMessage(
        courriel.objet, courriel.texte, to=[courriel.destinataire], headers={"Message-ID": courriel.message_id}
    )
    courriel.essais += 1
    try:
        message.send()
    except OSError as erreur:  # SMTPException and every network fault
        _reporter(courriel, erreur, a)
        return False
    verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.ENVOYE)
    courriel.etat, courriel.envoye_le, courriel.erreur = EtatCourriel.ENVOYE, a, ""
    if courriel.confidentiel and not settings.BOITE_DEMO:
        courriel.texte = EFFACE
    courriel.save(update_fields=["etat", "envoye_le", "essais", "erreur", "texte"])
    return True


def _reporter(courriel: Courriel, erreur: OSError, a: datetime) -> None:
    """Keep the mail for a later try, twice as late each time; give up after ESSAIS_MAXIMUM."""
    courriel.erreur = f"{type(erreur).__name__} : {erreur}"[:500]
    courriel.prochain_essai_le = a + timedelta(minutes=2**courriel.essais)
    if courriel.essais >= ESSAIS_MAXIMUM:
        courriel.etat = EtatCourriel.ECHEC
    courriel.save(update_fields=["etat", "essais", "erreur", "prochain_essai_le"])
    journal_technique.warning("Courriel %s non parti : %s", courriel.pk, courriel.erreur)
