"""The request to each representative union, and what becomes of it. No database here."""

from datetime import date

from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.typographie import date_longue
from jurys.choix import IssueDemande

DESIGNATION_PROUVEE = Regle(
    code="DESIGNATION-PROUVEE",
    enonce="Une demande de désignation partie hors du portail, ou saisie après coup, porte son jour réel et la preuve "
    "de son envoi.",
    source=decision(241, "Demandes aux organisations syndicales"),
    origine=Origine.LECTURE,
)
SUITES = {
    IssueDemande.DESIGNE: "a répondu, personne n’est inscrit",
    IssueDemande.REFUS: "n’a désigné personne",
    IssueDemande.SANS_REPONSE: "n’a pas répondu",
}


def refus_de_la_reponse(issue: str, demandee_le: date, le: date | None, ce_jour: date) -> str:
    """Why an answer cannot be recorded so; empty when it can. Silence has no day."""
    if issue not in (IssueDemande.DESIGNE, IssueDemande.REFUS):
        return ""
    if le is None:
        return "La date de la réponse est attendue."
    if le < demandee_le:
        return f"La réponse ne peut pas précéder la demande, partie le {date_longue(demandee_le)}."
    return "La réponse ne peut pas porter une date à venir." if le > ce_jour else ""


def suite_sans_designe(demandee_le: date | None, issue: str) -> str:
    """What the émargement and the PV say of a union that nobody represents: asked on that day, and then?"""
    if demandee_le is None:
        return "organisation non sollicitée, sans désignation"
    suite = SUITES[IssueDemande(issue or IssueDemande.SANS_REPONSE)]
    return f"organisation invitée le {date_longue(demandee_le)}, {suite}"
