"""The version and the certification on the day a candidate is engaged (decision 0011): judged here alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from candidats.regles.constat import Constat, FaitsReferentiel
from certif_portal.commun.typographie import date_longue
from referentiels.choix import DELIVREES_PAR_L_ENTREPRISE
from referentiels.regles import (
    APPLICATION,
    ENGAGEMENT_INSCRIPTION,
    SUPPRESSION,
    est_applicable,
    est_remplacee,
    peut_achever,
)


@dataclass(frozen=True)
class Engagement:
    """`le`: the day; `supprimee_le`: the certification's; `remplacee_le`: the decision that replaced this version, when
    known."""

    le: date
    supprimee_le: date | None = None
    remplacee_le: date | None = None

    @property
    def acheve(self) -> bool:
        """PARCOURS-ENGAGE: the path may go to its end."""
        return peut_achever(engage_le=self.le, supprimee_le=self.supprimee_le)

    @property
    def version_perimee(self) -> bool:
        """The version of a candidate is that of the engagement: another one was in force that day."""
        return est_remplacee(self.remplacee_le, self.le)


def version_refusee(faits: FaitsReferentiel, engage_le: date) -> Iterator[Constat]:
    """Why nobody is engaged on this version that day: of a registration as of a projet."""
    engagement = Engagement(engage_le, faits.supprimee_le, faits.remplacee_le)
    if not est_applicable(faits.date_gtp, engage_le):
        detail = (
            f"Cette version du référentiel n’est pas applicable le jour de l’engagement, le {date_longue(engage_le)}."
        )
        yield Constat("referentiel", detail, APPLICATION)
    if faits.remplacee_le is not None and engagement.version_perimee:
        detail = (
            f"Cette version est remplacée depuis le {date_longue(faits.remplacee_le)} "
            ": choisissez la version en vigueur."
        )
        yield Constat("referentiel", detail, APPLICATION)
    if faits.supprimee_le is not None and not engagement.acheve:
        detail = f"« {faits.intitule} » est supprimée depuis le {date_longue(faits.supprimee_le)}."
        yield Constat("referentiel", detail, SUPPRESSION)


def pourquoi_fermee(sorte: str, premiere: date | None, supprimee_le: date | None, le: date) -> str:
    """ENGAGEMENT-INSCRIPTION: why nobody registered that day may be engaged on a certification of which no version is
    open. `premiere`: the decision on its first published version."""
    if sorte in DELIVREES_PAR_L_ENTREPRISE:
        return "délivrée par l’entreprise, jamais par un jury."
    if premiere is None:
        return "son référentiel n’est pas encore en vigueur dans ce centre."
    if supprimee_le and supprimee_le <= ENGAGEMENT_INSCRIPTION.avant(le):
        return f"supprimée le {date_longue(supprimee_le)} : qui entre en formation ne s’y engage plus."
    return f"sa première version n’est en vigueur que le {date_longue(premiere)}."
