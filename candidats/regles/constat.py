"""What a check finds, and the facts of a référentiel that checks need."""

from dataclasses import dataclass
from datetime import date

from certif_portal.commun.regles import Regle
from referentiels.regles import Periode, peut_viser_blocs_seuls


@dataclass(frozen=True)
class Constat:
    """Something missing or wrong: the field where it is mended, what was expected, the rule behind it."""

    champ: str
    message: str
    regle: Regle | None = None

    def __str__(self) -> str:
        return f"{self.message} {self.regle.citation()}" if self.regle else self.message


@dataclass(frozen=True)
class FaitsBloc:
    version_id: int
    numero: str
    intitule: str

    def __str__(self) -> str:
        return f"{self.numero} {self.intitule}".strip()


@dataclass(frozen=True)
class FaitsReferentiel:
    """What the checks need to know of one version of a certification."""

    pk: int
    type: str
    numero: str
    intitule: str
    date_gtp: date | None
    remplacee_le: date | None
    supprimee_le: date | None
    periodes_rncp: tuple[Periode, ...]
    blocs: tuple[FaitsBloc, ...]
    code: str = ""

    def __str__(self) -> str:
        return f"{self.type} {self.numero} {self.intitule}"

    def au_rncp(self, le: date) -> bool:
        return peut_viser_blocs_seuls(self.periodes_rncp, le)
