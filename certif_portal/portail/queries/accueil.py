"""What the home page of each role says: what to do first, what is due soon, who is ready for the next jury."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Subquery

from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.models import EntreeJournal, url_dossier
from certif_portal.portail.queries.actes import LECTURES
from certif_portal.portail.queries.pieces import PieceDossier, inscriptions_jugees
from jurys.choix import EtatJury
from jurys.models import Jury

HORIZON = timedelta(days=15)
A_VENIR = (EtatJury.PREPARATION, EtatJury.CONVOQUE, EtatJury.DELIBERATION)


@dataclass(frozen=True)
class ProchainJury:
    """How ready the next jury is, and what lacks most."""

    jury_id: int
    le: date
    prets: int
    candidats: int
    manques: list[tuple[str, int]]
    exemple: Inscription | None = None
    exemple_pieces: tuple[PieceDossier, ...] = ()


@dataclass(frozen=True)
class Nouvelle:
    """One act told on the home page, and the file it happened to."""

    phrase: str
    par_nom: str
    le: datetime
    url: str


def quinze_jours(echeances: list[Echeance], le: date) -> list[Echeance]:
    """Late ones and those of the next fifteen days."""
    return [echeance for echeance in echeances if echeance.date_limite <= le + HORIZON]


def en_retard(echeances: list[Echeance], le: date) -> list[Echeance]:
    return [echeance for echeance in echeances if echeance.date_limite < le]


def detail_des_retards(echeances: list[Echeance]) -> str:
    """« Livret de suivi attendu (3), Avis de l’entreprise (6) »."""
    return ", ".join(
        f"{libelle} ({nombre})" for libelle, nombre in Counter(e.libelle for e in echeances).most_common(2)
    )


def prochain_jury(centre: ParametresCentre, le: date) -> ProchainJury | None:
    """The next jury and its candidates' pieces: 2 queries."""
    a_venir = Jury.objects.filter(date__gte=le, etat__in=A_VENIR).order_by("date", "pk")
    presentees = Inscription.objects.filter(presentations__jury=Subquery(a_venir.values("pk")[:1]))
    jugees = inscriptions_jugees(presentees.order_by("candidat__cle_recherche"), centre, le)
    if not jugees:
        jury = a_venir.first()
        return ProchainJury(jury.pk, jury.date, 0, 0, []) if jury else None
    incompletes = [(i, manquantes) for i, pieces in jugees if (manquantes := [p for p in pieces if p.manque])]
    compte = Counter(piece.libelle for _, pieces in incompletes for piece in pieces)
    exemple, manquent = incompletes[0] if incompletes else (None, [])
    jury_le = date.fromisoformat(jugees[0][0].fait_jury["date"][:10])
    return ProchainJury(
        jury_id=jugees[0][0].fait_jury["id"],
        le=jury_le,
        prets=len(jugees) - len(incompletes),
        candidats=len(jugees),
        manques=compte.most_common(4),
        exemple=exemple,
        exemple_pieces=tuple(manquent),
    )


def arrive_depuis(a: datetime) -> list[Nouvelle]:
    """The last acts on any file since that moment, readings left out: 1 query."""
    entrees = EntreeJournal.objects.filter(le__gte=a).exclude(acte__in=LECTURES)[:6]
    return [Nouvelle(e.phrase, e.par_nom, e.le, url_dossier(e.dossier_type, e.dossier_id)) for e in entrees]
