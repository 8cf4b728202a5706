"""Bounces: what a server says of a mail after it took it, read in the mailbox of the sender (RFC 3464).

Only delivery reports are read, and marked as seen; what people wrote to that box is left as it is.
"""

import imaplib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DataError, transaction
from django.db.models import Q

from certif_portal.commun.a_part import executer
from certif_portal.commun.adresses_refusees import refuser_adresse, vise_l_adresse
from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel
from certif_portal.commun.rapports import Retour

journal_technique = logging.getLogger(__name__)
RAPPORTS = '(UNSEEN HEADER Content-Type "multipart/report")'
LIRE = "certif_portal.commun.rapports:lire_rapport"
PAR_RELEVE, OCTETS, SECONDES = 200, 200_000, 20
"""Reports read at once, bytes read of each, seconds given to the server."""
REVENU = "Revenu du serveur du destinataire"
D_UN_ALIAS = f"{REVENU}, pour "
"""How the error of a mail begins when one box of its address is dead, and the address itself is not: it arrived."""


@transaction.atomic
def noter_retour(retour: Retour, *, a: datetime) -> bool:
    """The mail did not arrive, and its address is marked when it is the one to blame: not when an alias holds a dead
    box among others, whose report never hides that of the address itself. False when no mail of ours is meant, or when
    nothing new is said of it."""
    courriel = (
        Courriel.objects.select_for_update(of=("self",), no_key=True)
        .filter(message_id=retour.message_id)
        .filter(Q(etat=EtatCourriel.ENVOYE) | Q(etat=EtatCourriel.ECHEC, erreur__startswith=D_UN_ALIAS))
        .first()
    )
    if courriel is None:
        return False
    la_sienne = retour.adresse.casefold() in ("", courriel.destinataire.casefold())
    if courriel.etat == EtatCourriel.ENVOYE:
        verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.ECHEC)
    elif not la_sienne:
        return False
    courriel.etat = EtatCourriel.ECHEC
    debut = REVENU if la_sienne else f"{D_UN_ALIAS}{retour.adresse}"
    courriel.erreur = f"{debut} : {retour.statut} {retour.dit}".strip()[:500]
    courriel.save(update_fields=["etat", "erreur"])
    if la_sienne and vise_l_adresse(0, retour.statut):
        refuser_adresse(courriel.destinataire, courriel.erreur, a=a)
    return True


def relever(*, a: datetime) -> int:
    """Read the reports that nobody read yet; how many mails turned out not to have arrived. Nothing without a box."""
    if not settings.BOITE_RETOURS:
        return 0
    notes = 0
    with _boite(settings.BOITE_RETOURS) as boite:
        _, trouves = boite.uid("search", RAPPORTS)  # [None] from a server that says nothing when there is none
        for numero in (trouves[0] or b"").split()[:PAR_RELEVE]:
            _, donnees = boite.uid("fetch", numero.decode(), f"(BODY.PEEK[]<0.{OCTETS}>)")
            notes += sum(_noter(retour, a) for retour in _retours(donnees))
            boite.uid("store", numero.decode(), "+FLAGS", r"(\Seen)")
    return notes


def _retours(donnees: list) -> list[Retour]:
    """A report that cannot be read is told in the log, and does not come back at every turn."""
    try:
        return [retour for morceau in donnees if isinstance(morceau, tuple) for retour in executer(LIRE, morceau[1])]
    except Exception:
        journal_technique.exception("rapport de remise illisible")
        return []


def _noter(retour: Retour, a: datetime) -> bool:
    """What a report says may be anything: one that cannot be kept never stops the others, nor comes back."""
    try:
        return noter_retour(retour, a=a)
    except (ValueError, DataError):
        journal_technique.exception("rapport de remise impossible à noter")
        return False


@contextmanager
def _boite(adresse: str) -> Iterator[imaplib.IMAP4]:
    """`imaps://account:password@host/folder`; `imap://` for a server on the same machine."""
    url = urlsplit(adresse)
    hote = url.hostname or ""
    boite = (
        imaplib.IMAP4_SSL(hote, url.port or 993, timeout=SECONDES)
        if url.scheme == "imaps"
        else imaplib.IMAP4(hote, url.port or 143, timeout=SECONDES)
    )
    with boite:
        boite.login(unquote(url.username or ""), unquote(url.password or ""))
        boite.select(url.path.strip("/") or "INBOX")
        yield boite
