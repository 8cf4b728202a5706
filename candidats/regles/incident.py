"""Abandonment, withdrawal, absence, postponement: what may be noted, and undone (decision 0086)."""

from datetime import date

from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.typographie import date_longue

INCIDENT = decision(86, "Abandon, désistement, absence, report")

INCIDENT_DATE = Regle(
    code="INCIDENT-DATE",
    enonce="Un abandon ou un désistement est daté du jour où il a eu lieu ; un report donne une date à venir.",
    source=INCIDENT,
    origine=Origine.LECTURE,
)
INCIDENT_RETOUR = Regle(
    code="INCIDENT-RETOUR",
    enonce="Un incident noté par erreur s’annule, avec un motif, tant que rien ne l’a suivi.",
    source=INCIDENT,
    origine=Origine.LECTURE,
)


def date_incoherente(le: date, *, depuis: date, aujourdhui: date) -> str:
    """What is wrong with the day of an event; empty when nothing is."""
    if le > aujourdhui:
        return f"Le {date_longue(le)} est à venir."
    if le < depuis:
        return f"Le {date_longue(le)} précède l’inscription, du {date_longue(depuis)}."
    return ""
