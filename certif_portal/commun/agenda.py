"""A calendar file (RFC 5545): one meeting, that a mailbox or a telephone takes in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils import timezone

NOM = "rendez-vous.ics"
OCTETS_PAR_LIGNE = 75


@dataclass(frozen=True)
class RendezVous:
    """`cle`: the same for one meeting whatever becomes of it, so that a calendar moves it and does not double it."""

    cle: str
    titre: str
    jour: date
    heure: time | None
    lieu: str
    description: str = ""


def fichier_agenda(rendez_vous: RendezVous, *, domaine: str, a: datetime, annule: bool = False) -> bytes:
    """Without an hour, the whole day. What was written last wins: its rank is the minute of writing."""
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//certif_portal//FR",
        f"METHOD:{'CANCEL' if annule else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{rendez_vous.cle}@{domaine}",
        f"DTSTAMP:{_instant(a)}",
        f"SEQUENCE:{int(a.timestamp()) // 60}",
        _debut(rendez_vous),
        f"SUMMARY:{_texte(rendez_vous.titre)}",
        f"LOCATION:{_texte(rendez_vous.lieu)}",
        f"DESCRIPTION:{_texte(rendez_vous.description)}",
        f"STATUS:{'CANCELLED' if annule else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_plier(ligne) for ligne in lignes)


def _debut(rendez_vous: RendezVous) -> str:
    if rendez_vous.heure is None:
        return f"DTSTART;VALUE=DATE:{rendez_vous.jour:%Y%m%d}"
    return f"DTSTART:{_instant(timezone.make_aware(datetime.combine(rendez_vous.jour, rendez_vous.heure)))}"


def _instant(a: datetime) -> str:
    return f"{a.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _texte(texte: str) -> str:
    for signe in ("\\", ";", ","):
        texte = texte.replace(signe, f"\\{signe}")
    return "\\n".join(texte.splitlines())


def _plier(ligne: str) -> bytes:
    """75 octets a line at most, no letter cut in two; what follows begins with a space."""
    morceaux, courant = [], b""
    for lettre in ligne:
        octets = lettre.encode()
        if len(courant) + len(octets) > OCTETS_PAR_LIGNE:
            morceaux.append(courant)
            courant = b" "
        courant += octets
    return b"\r\n".join([*morceaux, courant]) + b"\r\n"
