"""The forfait: what one registration owes, from its dated facts and the settings of that day. No database here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from candidats.choix import Portee
from certif_portal.centre.choix import CompteBlocs, FaitForfait, NatureForfait
from certif_portal.commun.regles import Effet, Origine, Regle, decision, usage

FORFAIT_TARIF = Regle(
    code="FORFAIT-TARIF",
    enonce="Un forfait unique par candidat : 500 € pour un CQPM ou un CQPI, 300 € pour un bloc, un CCPM ou un CCPI "
    "(réglage daté du centre) ; le tarif est celui du jour du fait qui facture.",
    source=usage("forfait national unique"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
)
FORFAIT_FAIT = Regle(
    code="FORFAIT-FAIT",
    enonce="Le forfait est dû à l’acceptation de l’inscription ou à la première présentation à un jury "
    "(réglage daté du centre, celui du jour de l’acceptation) ; abandonnée avant ce fait, l’inscription ne "
    "doit rien.",
    source=decision(78, "Ce qui se facture, quand et à qui"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
FORFAIT_SECONDE = Regle(
    code="FORFAIT-SECONDE",
    enonce="Le même candidat déjà présenté à la même certification pour le même payeur est une seconde "
    "présentation : elle est comptée à part.",
    source=decision(78, "Ce qui se facture, quand et à qui"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
QUALIFICATIONS = frozenset({"CQPM", "CQPI"})


class Date(Protocol):
    @property
    def debut(self) -> date: ...


T = TypeVar("T", bound=Date)


@dataclass(frozen=True)
class TarifDate:
    nature: str
    montant: Decimal
    debut: date


@dataclass(frozen=True)
class UsageDate:
    """How the centre counts from a day on."""

    debut: date
    fait: str = FaitForfait.PRESENTATION
    cqpi_inclus: bool = True
    blocs: str = CompteBlocs.PAR_INSCRIPTION


TARIFS_DEFAUT = (
    TarifDate(NatureForfait.QUALIFICATION, Decimal(500), date(2022, 1, 1)),
    TarifDate(NatureForfait.COMPETENCES, Decimal(300), date(2022, 1, 1)),
)
USAGES_DEFAUT = (UsageDate(date(2022, 1, 1)),)


@dataclass(frozen=True)
class PresentationAnterieure:
    """An earlier presentation of the same candidate for the same certification, for the same payer."""

    le: date
    portee: str
    blocs: frozenset[int] = frozenset()


@dataclass(frozen=True)
class FaitsForfait:
    """What happened to one registration; `blocs`: those aimed at, when `portee` is blocs alone."""

    type: str
    portee: str
    acceptee_le: date
    presentee_le: date | None = None
    blocs: frozenset[int] = frozenset()
    avec_cqpi: bool = False
    anterieures: tuple[PresentationAnterieure, ...] = ()


@dataclass(frozen=True)
class Forfait:
    """What is due, the day it became so; `seconde`: counted apart."""

    le: date
    nature: str
    fait: str
    quantite: int
    unitaire: Decimal
    seconde: bool

    @property
    def montant(self) -> Decimal:
        return self.quantite * self.unitaire


def en_vigueur(dates: Iterable[T], le: date) -> T:
    """The latest begun that day; the first of all for a day before it."""
    rangees = sorted(dates, key=lambda ligne: ligne.debut)
    return next((ligne for ligne in reversed(rangees) if ligne.debut <= le), rangees[0])


def jour_qui_compte(usages: Sequence[UsageDate], acceptee_le: date) -> date:
    """A day of acceptance that owes the same: where the presentation bills, it only says how the centre counts then."""
    regle = en_vigueur(usages, acceptee_le)
    return acceptee_le if regle.fait == FaitForfait.ACCEPTATION else regle.debut


def nature_du_forfait(type_: str, portee: str) -> str:
    """FORFAIT-TARIF: a whole CQPM or CQPI, or everything else."""
    entiere = type_ in QUALIFICATIONS and portee != Portee.BLOCS
    return NatureForfait.QUALIFICATION if entiere else NatureForfait.COMPETENCES


def forfait_du(faits: FaitsForfait, usages: Sequence[UsageDate], tarifs: Sequence[TarifDate]) -> Forfait | None:
    """FORFAIT-FAIT: what this registration owes; None as long as the fact that bills has not happened."""
    regle = en_vigueur(usages, faits.acceptee_le)
    le = faits.acceptee_le if regle.fait == FaitForfait.ACCEPTATION else faits.presentee_le
    if le is None:
        return None
    nature = nature_du_forfait(faits.type, faits.portee)
    tarif = en_vigueur([tarif for tarif in tarifs if tarif.nature == nature], le)
    return Forfait(le, nature, regle.fait, _quantite(faits, regle), tarif.montant, est_seconde(faits, le))


def _quantite(faits: FaitsForfait, regle: UsageDate) -> int:
    if faits.portee == Portee.BLOCS:
        return max(len(faits.blocs), 1) if regle.blocs == CompteBlocs.PAR_BLOC else 1
    return 2 if faits.type == "CQPM" and faits.avec_cqpi and not regle.cqpi_inclus else 1


def est_seconde(faits: FaitsForfait, le: date) -> bool:
    """FORFAIT-SECONDE: presented before that day; other blocs of the same certification are a first time."""
    return any(anterieure.le < le and not _autres_blocs(faits, anterieure) for anterieure in faits.anterieures)


def _autres_blocs(faits: FaitsForfait, anterieure: PresentationAnterieure) -> bool:
    deux = faits.portee == Portee.BLOCS and anterieure.portee == Portee.BLOCS
    return deux and not faits.blocs & anterieure.blocs
