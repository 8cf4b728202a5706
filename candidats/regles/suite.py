"""Under which accreditation a registration stands, day by day, and what becomes of it when there is none."""

from dataclasses import dataclass
from datetime import date, timedelta

from certif_portal.commun.regles import Origine, Regle, decision
from habilitations.regles import Fenetre, dans

HABILITATION_SUITE = Regle(
    code="HABILITATION-SUITE",
    enonce="Quand l’habilitation d’un organisme est suspendue, retirée ou finie, une personne nommée décide, "
    "avec un motif, de chaque parcours en cours : il peut finir, un autre organisme le reprend, ou il "
    "s’arrête.",
    source=decision(105, "Parcours en cours d’un organisme suspendu, retiré ou non renouvelé"),
    origine=Origine.LECTURE,
)


@dataclass(frozen=True)
class Couverture:
    """One registration: its OF, those that had it before, their acts and suspensions, and what was decided to go on."""

    organisme: int
    reprises: tuple[tuple[date, int], ...] = ()
    """(day of the takeover, OF that had it until the eve)."""
    actes: tuple[tuple[int, Fenetre], ...] = ()
    suspensions: tuple[tuple[int, Fenetre], ...] = ()
    dispenses: tuple[Fenetre, ...] = ()

    def organisme_le(self, jour: date) -> int:
        """Each day is answered for by the OF that had the registration then."""
        return next((ancien for le, ancien in sorted(self.reprises) if jour < le), self.organisme)

    def habilite(self, jour: date) -> bool:
        organisme = self.organisme_le(jour)
        return dans(jour, (f for cle, f in self.actes if cle == organisme)) and not dans(
            jour, (f for cle, f in self.suspensions if cle == organisme)
        )

    def couvre(self, jour: date) -> bool:
        """Accredited that day, or allowed to finish."""
        return self.habilite(jour) or dans(jour, self.dispenses)


def interrompue_le(retiree_le: date | None, date_fin: date, le: date) -> date | None:
    """HABILITATION-SUITE: the first day that an accreditation no longer covers, from which its paths wait for a
    decision; None while it runs."""
    if retiree_le:
        return retiree_le
    return date_fin + timedelta(days=1) if date_fin < le else None
