"""The convocation: the day it was really sent, the proof of it, and what lateness asks."""

from dataclasses import dataclass
from datetime import date, timedelta

from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Origine, Regle, decision
from jurys.choix import CanalConvocation
from jurys.regles.delai import date_limite_convocation

CONVOCATION_PROUVEE = Regle(
    code="CONVOCATION-PROUVEE",
    enonce="Une convocation partie hors du portail, ou saisie après coup, porte son jour réel et la preuve de son "
    "envoi.",
    source=decision(202, "Convocation : son jour réel, sa preuve, son retard"),
    origine=Origine.LECTURE,
)
CONVOCATION_TARDIVE = Regle(
    code="CONVOCATION-TARDIVE",
    enonce="Un jury convoqué après la limite se tient sur le motif d’un responsable, annexé aux procès-verbaux et "
    "dit au GTP.",
    source=decision(202, "Convocation : son jour réel, sa preuve, son retard"),
    origine=Origine.LECTURE,
)
JURY_A_SA_DATE = Regle(
    code="JURY-A-SA-DATE",
    enonce="Le jury délibère le jour de sa tenue ; une délibération saisie un autre jour dit pourquoi.",
    source=decision(202, "Convocation : son jour réel, sa preuve, son retard"),
    origine=Origine.LECTURE,
)
ANCIENNE = timedelta(days=365)
"""Beyond, the day typed of a sending is that of another year: it would pass for one made well in time."""


@dataclass(frozen=True)
class Envoi:
    """How many convocations leave, and how; the copies are those of the unions."""

    courriels: int
    lettres: int
    copies: int
    copies_papier: int

    @property
    def phrases(self) -> list[str]:
        """What leaves, line by line; nothing is said of what is not sent."""
        dits = (
            (self.courriels, "convocation", "par courriel"),
            (self.lettres, "convocation", "par courrier, à imprimer"),
            (self.copies, "copie", "par courriel aux organisations qui ont mandaté"),
            (self.copies_papier, "copie", "par courrier aux organisations qui ont mandaté, à imprimer"),
        )
        return [f"{compte(nombre, unite)} {comment}" for nombre, unite, comment in dits if nombre]

    @property
    def phrase(self) -> str:
        return ", ".join(self.phrases)


def est_tardive(date_jury: date, le: date) -> bool:
    return le > date_limite_convocation(date_jury)


def a_prouver(canal: str, le: date, ce_jour: date) -> bool:
    """What the portal did not send itself; a letter posted today has its proof later."""
    return canal != CanalConvocation.PORTAIL and not (canal == CanalConvocation.COURRIER and le == ce_jour)


def date_attendue(canal: str, le: date, ce_jour: date) -> str:
    """Why this day cannot be that of the convocation; empty when it can."""
    if le > ce_jour:
        return "Cette date n’est pas encore venue."
    if ce_jour - le > ANCIENNE:
        return f"Date lue : {le:%d/%m/%Y}, il y a plus d’un an : vérifiez l’année."
    if canal == CanalConvocation.PORTAIL and le != ce_jour:
        return "Le portail écrit aujourd’hui ; pour un envoi déjà parti, dites par quel autre canal."
    return ""
