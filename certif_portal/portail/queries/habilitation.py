"""An act of accreditation with the registrations its suspension or its withdrawal touches."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from candidats.choix import DecisionSuite
from candidats.models import Inscription, SuiteInscription
from candidats.queries.suite import concernees, interruption_de
from certif_portal.comptes.permissions import Personne
from habilitations.models import Habilitation, Suspension
from habilitations.queries.liste import LigneListe, lire_acte


@dataclass(frozen=True)
class PageActe:
    """`depuis`: first day without accreditation, or of the last suspension; None when nothing interrupted the act."""

    ligne: LigneListe
    suspensions: list[Suspension]
    depuis: date | None
    en_attente: list[Inscription]
    suites: list[SuiteInscription]

    @property
    def acte(self) -> Habilitation:
        return self.ligne.habilitation

    @property
    def ouverte(self) -> Suspension | None:
        """The suspension not lifted yet, begun or to come."""
        return next((s for s in self.suspensions if s.au is None and not self.acte.retiree_le), None)


def page_acte(pk: int, personne: Personne, le: date) -> PageActe | None:
    """The act as that person may read it; None out of their scope: 6 queries at most."""
    ligne = lire_acte(pk, personne, le)
    if ligne is None:
        return None
    acte = ligne.habilitation
    suspensions = list(acte.suspensions.select_related("decidee_par", "levee_par"))
    depuis, derniere = interruption_de(acte, le, suspensions) or (None, None)
    suites = SuiteInscription.objects.filter(habilitation=acte).select_related(
        "decidee_par", "inscription__candidat", "inscription__referentiel__certification", "suspension"
    )
    return PageActe(ligne, suspensions, depuis, _en_attente(acte, derniere, depuis), list(suites))


def _en_attente(acte: Habilitation, derniere: Suspension | None, depuis: date | None) -> list[Inscription]:
    """Running ones that nobody let finish yet, for the interruption that counts."""
    if depuis is None:
        return []
    decidees = SuiteInscription.objects.filter(
        inscription=OuterRef("pk"), habilitation=acte, suspension=derniere, decision=DecisionSuite.FINIR
    )
    lignes = concernees(acte, depuis).exclude(Exists(decidees))
    return list(lignes.select_related("candidat", "referentiel__certification").order_by("candidat__cle_recherche"))
