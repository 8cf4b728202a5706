"""The papers of a sitting's day, in one file: émargement, who to let in, who is awaited with what, blank grids."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.codes_qr import compter_pages, marquer_pages
from certif_portal.commun.jonction import fusionner
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.types_fichiers import PDF
from certif_portal.commun.typographie import date_entiere
from evaluations.choix import SorteFeuille
from evaluations.documents.convocation import certification_de, lieu_de
from evaluations.documents.grille_papier import grille_papier_sans_codes
from evaluations.models import Commission, MembreCommission, Passage
from evaluations.regles.feuille import code_de

MODELE_JOUR = "seance_jour"


@dataclass(frozen=True)
class LigneAttendue:
    heure: time | None
    nom: str
    organisme: str
    certification: str
    amenagements: tuple[str, ...]


@dataclass(frozen=True)
class ContexteJour:
    """`attendus`: the centre's list has their arrangements; the list of the reception does not print them."""

    centre: str
    nature: str
    date: str
    heure: time | None
    lieu: str
    etabli_le: str
    membres: tuple[tuple[str, str], ...]
    attendus: tuple[LigneAttendue, ...]


def contexte_jour(
    commission: Commission,
    membres: Iterable[MembreCommission],
    passages: Iterable[Passage],
    amenagements: Mapping[int, Sequence[str]],
    centre: ParametresCentre,
    a: datetime,
) -> ContexteJour:
    return ContexteJour(
        centre=centre.nom,
        nature=commission.get_nature_display(),
        date=date_entiere(commission.date),
        heure=commission.heure,
        lieu=lieu_de(commission),
        etabli_le=a.astimezone().isoformat(timespec="seconds"),
        membres=tuple((str(membre), membre.evaluateur.entreprise_nom) for membre in membres),
        attendus=tuple(
            LigneAttendue(
                passage.heure or commission.heure,
                str(passage.inscription.candidat),
                str(passage.inscription.organisme or ""),
                certification_de(passage),
                tuple(amenagements.get(passage.inscription_id, ())),
            )
            for passage in passages
        ),
    )


def liasse_du_jour(
    commission: Commission,
    emargement: bytes,
    contexte: ContexteJour,
    passages: Iterable[Passage],
    centre: ParametresCentre,
    avancer: Callable[[int], object] = lambda _: None,
) -> bytes:
    """Each paper begins on a new leaf; a grid for each candidate, a second of rendering each: `avancer` is told. What
    is signed bears the code by which its scan finds its place."""

    def documents() -> Iterator[bytes]:
        yield _avec_codes(emargement, SorteFeuille.EMARGEMENT, commission.pk)
        yield rendre_pdf(MODELE_JOUR, contexte, identifiant=f"jour-{contexte.date}-{contexte.lieu}")
        for faites, passage in enumerate(passages, start=1):
            grille = passage.inscription.grille
            yield _avec_codes(grille_papier_sans_codes(grille, centre), SorteFeuille.GRILLE, grille.pk)
            avancer(faites)

    return fusionner(documents(), recto_verso=True)


def _avec_codes(octets: bytes, sorte: SorteFeuille, objet: int) -> bytes:
    """Here, and not in a process apart: the portal has just rendered these pages, and there may be sixty of them."""
    pages = compter_pages(octets, PDF)
    return marquer_pages(octets, [code_de(sorte, objet, page, pages) for page in range(1, pages + 1)])
