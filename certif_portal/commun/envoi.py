"""Mails leaving the outbox, each on its own: whatever happens to one is written on it, and the next one goes."""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, Q
from django.utils.module_loading import import_string

from certif_portal.commun.adresses import verifier_adresse
from certif_portal.commun.adresses_refusees import refus_de, refuser_adresse, vise_l_adresse
from certif_portal.commun.choix import TRANSITIONS_COURRIEL, Cadence, EtatCourriel
from certif_portal.commun.courriel_html import en_html
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import ArretEnvois, Courriel
from certif_portal.commun.scelle import INDECHIFFRABLE
from certif_portal.commun.typographie import jour_de

journal_technique = logging.getLogger(__name__)
ESSAIS_MAXIMUM, ATTENTE_MAXIMUM = 36, timedelta(hours=4)
"""Tries of one mail: after 2, 4, 8 minutes… then every four hours."""
EFFACE = "Le contenu de ce courriel portait un lien ou un code personnel : il a été effacé."
REFUSEE = "Cette adresse est refusée par son serveur depuis le {:%d/%m/%Y} : corrigez-la, ou renvoyez ce courriel."
TOUJOURS_ESSAYES = frozenset({"connexion"})
"""Asked by the person themselves, who waits for it: no mark on an address closes an account."""
ESSAI = "Essai d’envoi du portail de certification"
ESSAI_DIT = "Ce message d’essai a été demandé par qui installe le portail. Il n’appelle aucune réponse.\n"
PERIME = "Le code ou le lien de ce courriel n’est plus valable : il n’est pas parti à temps."


def attente(essais: int) -> timedelta:
    """How long a mail waits after that many tries."""
    return min(timedelta(minutes=2**essais), ATTENTE_MAXIMUM)


JOURS_D_ESSAI = round(sum(map(attente, range(1, ESSAIS_MAXIMUM)), timedelta()) / timedelta(days=1))
"""Days during which a mail is tried, as pages word it."""


@dataclass(frozen=True)
class Preference:
    """How the addressee chose to receive this mail; `reglages`: where they may choose, for what they may refuse."""

    cadence: Cadence = Cadence.AU_FIL
    reglages: str = ""


MISE_DE_COTE = {Cadence.QUOTIDIEN: EtatCourriel.A_REUNIR, Cadence.PORTAIL: EtatCourriel.PORTAIL}


class EnvoiVain(Exception):
    """Trying again would change nothing."""


def courriels_dus(a: datetime) -> list[int]:
    """Ids of the mails that should leave now, oldest first."""
    return list(
        Courriel.objects.filter(_laissees(), etat=EtatCourriel.A_ENVOYER)
        .filter(Q(prochain_essai_le__isnull=True) | Q(prochain_essai_le__lte=a))
        .order_by("cree_le", "pk")
        .values_list("pk", flat=True)
    )


def _laissees() -> Q:
    """What may leave: everything, or sign-in alone while the outbox is kept shut."""
    return Q(acte__in=TOUJOURS_ESSAYES) | Q(~Exists(ArretEnvois.objects.filter(en_cours=True)))


@transaction.atomic
def envoyer(courriel_id: int, *, a: datetime) -> bool:
    """Send one mail; True when it left. A mail already sent, or being sent, is left alone; one whose addressee chose
    otherwise is put aside, as the setting PREFERENCE_COURRIEL says: the kernel knows no account."""
    courriel = (
        Courriel.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(_laissees(), pk=courriel_id, etat=EtatCourriel.A_ENVOYER)
        .first()
    )
    if courriel is None:
        return False
    courriel.essais += 1
    try:
        preference: Preference = import_string(settings.PREFERENCE_COURRIEL)(courriel, a)
        if preference.cadence != Cadence.AU_FIL:
            _mettre_de_cote(courriel, MISE_DE_COTE[preference.cadence])
            return False
        reponse = _remettre(courriel, a, preference.reglages)
    except Exception as erreur:  # one mail never stops the others: the fault is written on it
        _reporter(courriel, erreur, a)
        return False
    verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.ENVOYE)
    courriel.etat, courriel.envoye_le, courriel.erreur = EtatCourriel.ENVOYE, a, ""
    courriel.reponse = reponse[:255]
    if courriel.confidentiel and not settings.BOITE_DEMO:
        courriel.texte = EFFACE
    courriel.save(update_fields=["etat", "envoye_le", "essais", "erreur", "texte", "reponse"])
    return True


def _mettre_de_cote(courriel: Courriel, vers: EtatCourriel) -> None:
    verifier_transition(TRANSITIONS_COURRIEL, courriel, vers)
    courriel.etat, courriel.prochain_essai_le = vers, None
    courriel.save(update_fields=["etat", "prochain_essai_le"])


def _remettre(courriel: Courriel, a: datetime, reglages: str) -> str:
    """What the server answered, when it tells (`commun.remise`)."""
    if courriel.expire_le and courriel.expire_le <= a:
        raise EnvoiVain(PERIME)
    if courriel.texte == INDECHIFFRABLE:
        raise EnvoiVain(INDECHIFFRABLE)
    verifier_adresse(courriel.destinataire)
    refus = None if courriel.acte in TOUJOURS_ESSAYES else refus_de(courriel.destinataire)
    if refus:
        raise EnvoiVain(f"{REFUSEE.format(jour_de(refus.refusee_le))} {refus.raison}")
    entetes = {"Message-ID": courriel.message_id} | ({"List-Unsubscribe": f"<{reglages}>"} if reglages else {})
    message = EmailMultiAlternatives(courriel.objet, courriel.texte, to=[courriel.destinataire], headers=entetes)
    message.attach_alternative(en_html(courriel.objet, courriel.texte), "text/html")
    if courriel.fichier:
        message.attach(courriel.fichier.nom, octets_de(courriel.fichier), courriel.fichier.type_mime)
    message.send()
    return str(getattr(message, "reponse", ""))


def _reporter(courriel: Courriel, erreur: Exception, a: datetime) -> None:
    """Keep the mail for a later try, further each time; give up when no try can help, and give its secret up too."""
    courriel.erreur = raconter(erreur)[:500]
    courriel.prochain_essai_le = a + attente(courriel.essais)
    if courriel.essais >= ESSAIS_MAXIMUM or _est_vain(erreur):
        verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.ECHEC)
        courriel.etat, courriel.prochain_essai_le = EtatCourriel.ECHEC, None
        courriel.texte = EFFACE if courriel.confidentiel else courriel.texte
    courriel.save(update_fields=["etat", "essais", "erreur", "prochain_essai_le", "texte"])
    refus = erreur.recipients.values() if isinstance(erreur, smtplib.SMTPRecipientsRefused) else ()
    if any(vise_l_adresse(code, _texte(dit)) for code, dit in refus):
        refuser_adresse(courriel.destinataire, courriel.erreur, a=a)
    journal_technique.warning("Courriel %s non parti (%s)", courriel.pk, type(erreur).__name__)


def _est_vain(erreur: Exception) -> bool:
    """The server refused this addressee or this message for good (5xx), or the mail cannot be written at all.

    A refusal of the portal itself (its account, its sender) is a setting to mend: the mail waits for it.
    """
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in erreur.recipients.values())
    if isinstance(erreur, smtplib.SMTPDataError):
        return 500 <= erreur.smtp_code < 600
    return not isinstance(erreur, OSError)  # SMTPException is one, and every network fault


def raconter(erreur: Exception) -> str:
    """What the server answered, in words that the staff may read."""
    if isinstance(erreur, EnvoiVain):
        return str(erreur)
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        code, dit = next(iter(erreur.recipients.values()))
        return f"Adresse refusée par le serveur du destinataire : {code} {_texte(dit)}"
    if isinstance(erreur, smtplib.SMTPResponseException):
        return f"Message refusé par le serveur : {erreur.smtp_code} {_texte(erreur.smtp_error)}"
    if isinstance(erreur, OSError):
        return f"Le serveur de courriel ne répond pas ({type(erreur).__name__} : {erreur})."
    messages = getattr(erreur, "messages", None)
    return " ".join(messages) if messages else f"{type(erreur).__name__} : {erreur}"


def essayer(destinataire: str) -> str:
    """A message through the server of the settings, at once and kept nowhere: what went wrong, empty when it left."""
    try:
        verifier_adresse(destinataire)
        EmailMultiAlternatives(ESSAI, ESSAI_DIT, to=[destinataire]).send()
    except Exception as erreur:
        return raconter(erreur)
    return ""


def _texte(dit: Any) -> str:
    return dit.decode("utf-8", "replace") if isinstance(dit, bytes) else str(dit)
