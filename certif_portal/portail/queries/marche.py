"""The way of a registration, as it is kept: its six steps, the next act, who must act and by when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from candidats.choix_suivi import DITS, ActeDossier, Acteur, De
from candidats.models import Inscription, PieceManquante, Suivi
from jurys.regles.acte import libelle_acte
from jurys.regles.suivi import relire


@dataclass(frozen=True)
class Acte:
    """The next act: in words, by whom, since when, by when and why then, and the page where it is done."""

    code: ActeDossier
    libelle: str
    acteur: Acteur
    depuis: date | None = None
    limite: date | None = None
    explication: str = ""
    url: str = ""

    @property
    def qui(self) -> str:
        return str(self.acteur.label)


@dataclass(frozen=True)
class Etape:
    """One step of the stepper, as composants/marche.html reads it."""

    titre: str
    statut: str  # fait, ici, refus, a_venir, sans_objet
    detail: str = ""
    limite: date | None = None
    qui: str = ""


@dataclass(frozen=True)
class Parcours:
    etapes: tuple[Etape, ...]
    acte: Acte | None


def lien(nom: str, *arguments: int | str) -> str:
    return reverse(nom, args=arguments)


def avec_suivi(inscriptions: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """Registrations with what is kept of each, as a list shows it: 2 queries."""
    return (
        inscriptions.select_related("candidat", "organisme", "referentiel__certification", "suivi")
        .defer("suivi__etapes", "suivi__pieces")
        .prefetch_related(Prefetch("pieces_manquantes", PieceManquante.objects.order_by("pk")))
    )


def parcours(inscription: Inscription, le: date, livret: str) -> Parcours:
    """The way of one registration; no query when it came with its `suivi`."""
    etapes = (relire(gardee) for gardee in inscription.suivi.etapes)
    return Parcours(
        tuple(Etape(e.titre, e.statut.value, e.texte(le), e.limite, e.qui) for e in etapes),
        acte_de(inscription.suivi, livret),
    )


def acte_de(suivi: Suivi, livret: str) -> Acte | None:
    """The next act of a registration, in words; `livret` is the centre's own."""
    if not suivi.acte:
        return None
    code = ActeDossier(suivi.acte)
    return Acte(
        code=code,
        libelle=libelle_acte(code, livret, suivi.precision),
        acteur=Acteur(suivi.acteur),
        depuis=suivi.depuis,
        limite=suivi.limite,
        explication=suivi.explication,
        url=_page(code, suivi),
    )


def _page(code: ActeDossier, suivi: Suivi) -> str:
    """Where the act is done, when what it is done on is known."""
    dit = DITS[code]
    if not dit.page or dit.de == De.RIEN:
        return lien(dit.page) if dit.page else ""
    sur = suivi.pk if dit.de == De.DOSSIER else suivi.cible
    return lien(dit.page, sur) if sur else ""
