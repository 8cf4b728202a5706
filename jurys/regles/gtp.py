"""What the GTP « Certifications » is sent and asks for, and the capacity to award. No database here."""

from collections.abc import Collection, Iterable
from datetime import date

from certif_portal.commun.regles import Effet, Origine, Regle, decision, dispositif
from jurys.choix_gtp import NatureAnnexe

GTP_PIECES_SIGNEES = Regle(
    code="GTP-PIECES-SIGNEES",
    enonce="Le GTP reçoit la lettre d’attestation, la feuille d’émargement et les procès-verbaux signés.",
    source=dispositif(partie=2, chapitre=3, paragraphe="5, transmission au GTP « Certifications »"),
)
GTP_EXTRAIT = Regle(
    code="GTP-EXTRAIT",
    enonce="La lettre au GTP joint l’extrait du procès-verbal de la CPREFP, ou les courriers du secrétariat et leurs "
    "réponses ; à défaut, un responsable dit pourquoi, et la lettre le dit.",
    source=dispositif(annexe=12),
)
GTP_TRANSMISSION_PROUVEE = Regle(
    code="GTP-TRANSMISSION-PROUVEE",
    enonce="Un dossier est transmis quand le courriel du portail est parti, ou quand la preuve de son envoi est "
    "déposée ; une date seule ne transmet rien.",
    source=decision(250, "Dossier transmis au GTP"),
    origine=Origine.LECTURE,
)
GTP_ACTIONS = Regle(
    code="GTP-ACTIONS-CORRECTIVES",
    enonce="Le centre de certification applique les actions correctives suggérées par le GTP « Certifications ».",
    source=dispositif(partie=2, chapitre=4, paragraphe="Suivi par le GTP du processus d’attribution"),
    effet=Effet.ALERTE,
)
CAPACITE_RETIREE = Regle(
    code="CAPACITE-RETIREE",
    enonce="Quand la CPNEFP a retiré au jury sa capacité d’attribuer les certifications, le GTP « Certifications » "
    "assure provisoirement leur attribution : aucun jury ne se clôt.",
    source=dispositif(partie=2, chapitre=4, paragraphe="Conséquences du non-respect du processus d’attribution"),
)
COURRIEL_MAXIMUM = 15 * 1024 * 1024
"""Bytes of a file that a mail carries: most servers refuse twenty-five megabytes, once encoded."""


def extrait_attendu(natures: Collection[str]) -> bool:
    """GTP-EXTRAIT: neither the minutes of the CPREFP nor the letters of its secretariat are joined."""
    return not {NatureAnnexe.EXTRAIT, NatureAnnexe.COURRIERS} & set(natures)


def jours_sans_capacite(retraits: Iterable[tuple[date, date | None]], jours: Iterable[date]) -> list[date]:
    """CAPACITE-RETIREE: those of these days on which the capacity was withdrawn: from the first day of a withdrawal,
    to the eve of the day that gives it back."""
    periodes = list(retraits)
    return sorted(
        {jour for jour in jours for effet, rendue in periodes if effet <= jour and (rendue is None or jour < rendue)}
    )
