"""Calendar files (RFC 5545): one meeting, for a mailbox or a telephone; or all of a person's, subscribed to."""

from collections.abc import Iterable
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
    return _calendrier([f"METHOD:{'CANCEL' if annule else 'PUBLISH'}", *_evenement(rendez_vous, domaine, a, annule)])


def flux_agenda(rendez_vous: Iterable[RendezVous], *, nom: str, domaine: str, a: datetime) -> bytes:
    """What a calendar subscribes to: a meeting that is no longer in it goes away by itself."""
    lignes = ["METHOD:PUBLISH", f"X-WR-CALNAME:{_texte(nom)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for un in rendez_vous:
        lignes += _evenement(un, domaine, a, annule=False)
    return _calendrier(lignes)


def _calendrier(lignes: Iterable[str]) -> bytes:
    entete = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//certif_portal//FR")
    return b"".join(_plier(ligne) for ligne in (*entete, *lignes, "END:VCALENDAR"))


def _evenement(rendez_vous: RendezVous, domaine: str, a: datetime, annule: bool) -> list[str]:
    return [
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
    ]


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
