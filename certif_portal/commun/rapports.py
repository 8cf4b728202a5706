"""Delivery reports read from their bytes (RFC 3464). They come from anybody: read in the process that opens uploads, so
no Django here."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import cast

OUVRE_AVEC = ("email.policy",)


@dataclass(frozen=True)
class Retour:
    """One address of one report: what its server said, and of which of our mails."""

    adresse: str
    statut: str
    dit: str
    message_id: str


def lire_rapport(octets: bytes) -> list[Retour]:
    """The addresses that failed for good; a delay, or a delivery, is no bounce."""
    message = message_from_bytes(octets, policy=policy.default)
    parties = list(message.walk())
    message_id = next((m for m in map(_message_d_origine, parties) if m), "")
    retours = []
    for partie in parties:
        if partie.get_content_type() != "message/delivery-status":
            continue
        for groupe in cast(list[Message], partie.get_payload()):
            if str(groupe.get("Action", "")).strip().lower() == "failed":
                adresse = str(groupe.get("Final-Recipient") or groupe.get("Original-Recipient") or "")
                dit = " ".join(str(groupe.get("Diagnostic-Code", "")).split())
                statut = str(groupe.get("Status", "")).strip()
                retours.append(Retour(adresse.rpartition(";")[2].strip(" <>"), statut, dit, message_id))
    return retours


def _message_d_origine(partie: Message) -> str:
    """The Message-ID of what was sent, whether the report gives it back whole or only its headers."""
    if partie.get_content_type() == "text/rfc822-headers":
        octets = cast(bytes, partie.get_payload(decode=True))
        return str(message_from_bytes(octets, policy=policy.default).get("Message-ID", "")).strip()
    if partie.get_content_type() == "message/rfc822":
        return str(cast(list[Message], partie.get_payload())[0].get("Message-ID", "")).strip()
    return ""
