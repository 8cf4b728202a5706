"""The outbox: a mail is a row of the act's own transaction, sent later by a task."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string

from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.courtier import reveiller
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel, Fichier
from certif_portal.commun.tasks import envoyer_courriel, envoyer_courriels_en_attente


def deposer_courriel(
    *,
    destinataire: str,
    acte: str,
    contexte: dict[str, Any],
    a: datetime,
    dossier: Model | None = None,
    confidentiel: bool = False,
    fichier: Fichier | None = None,
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
        fichier=fichier,
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
    fichier: Fichier | None = None,
) -> Courriel:
    """Write one mail whose words are already made (login codes); past `expire_le` it does not leave. `fichier` goes
    with it."""
    courriel = _courriel(Brouillon(destinataire, objet, texte, acte, dossier), a)
    courriel.confidentiel, courriel.expire_le, courriel.fichier = confidentiel, expire_le, fichier
    courriel.save(force_insert=True)
    reveiller(envoyer_courriel, courriel.pk)
    return courriel


@dataclass(frozen=True)
class Brouillon:
    """A mail whose words are made, and that somebody will read again before it leaves."""

    destinataire: str
    objet: str
    texte: str
    acte: str
    dossier: Model | None = None


def retenir(brouillons: Iterable[Brouillon], *, a: datetime) -> list[Courriel]:
    """Hold mails in the outbox until `laisser_partir`, in the order given: 1 query."""
    courriels = [_courriel(brouillon, a) for brouillon in brouillons]
    for courriel in courriels:
        courriel.etat = EtatCourriel.RETENU
    return Courriel.objects.bulk_create(courriels)


def modifier_retenu(courriel: Courriel, *, destinataire: str, objet: str, texte: str) -> None:
    """Other words, or another address, for a mail that is still held."""
    verifier_transition(TRANSITIONS_COURRIEL, courriel.etat, EtatCourriel.A_ENVOYER)
    courriel.destinataire, courriel.objet, courriel.texte = destinataire, _objet(objet), texte
    courriel.save(update_fields=["destinataire", "objet", "texte"])


def laisser_partir(courriels: Sequence[Courriel]) -> None:
    """The mails held leave, once the act is committed."""
    _passer(courriels, EtatCourriel.A_ENVOYER)
    if courriels:
        reveiller(envoyer_courriels_en_attente)


def ecarter_courriels(courriels: Sequence[Courriel]) -> None:
    """They will not leave."""
    _passer(courriels, EtatCourriel.ECARTE)


def _passer(courriels: Sequence[Courriel], vers: EtatCourriel) -> None:
    for courriel in courriels:
        verifier_transition(TRANSITIONS_COURRIEL, courriel.etat, vers)
        courriel.etat = vers
    Courriel.objects.bulk_update(courriels, ["etat"], batch_size=500)


def _courriel(brouillon: Brouillon, a: datetime) -> Courriel:
    return Courriel(
        destinataire=brouillon.destinataire,
        objet=_objet(brouillon.objet),
        texte=brouillon.texte,
        acte=brouillon.acte,
        dossier_type=brouillon.dossier._meta.label_lower if brouillon.dossier else "",
        dossier_id=brouillon.dossier.pk if brouillon.dossier else None,
        message_id=f"<{get_random_string(32)}@{settings.EXPEDITEUR.rpartition('@')[2]}>",
        cree_le=a,
    )


def _objet(objet: str) -> str:
    return " ".join(objet.split())[:200]
