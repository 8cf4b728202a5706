"""What leaves the outbox, and what is tried again later."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel

journal_technique = logging.getLogger(__name__)
ESSAIS_MAXIMUM = 8
EFFACE = "Le contenu de ce courriel portait un lien ou un code personnel : il a été effacé après l’envoi."


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
    verifier_transition(TRANSITIONS_COURRIEL, courriel.etat, EtatCourriel.ENVOYE)
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
