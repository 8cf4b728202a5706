"""The papers of a sitting's day, in one file: émargement, who to let in, who is awaited with what, blank grids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.jonction import fusionner
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.typographie import date_entiere
from certif_portal.comptes.models import Utilisateur
from evaluations.documents.convocation import certification_de, lieu_de
from evaluations.models import Commission, MembreCommission, Passage
from referentiels.documents import GRILLE, document_pdf
from referentiels.queries.fiche import fiche_referentiel

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
    emargement: bytes,
    contexte: ContexteJour,
    passages: Iterable[Passage],
    personne: Utilisateur,
    centre: ParametresCentre,
) -> bytes:
    """Each paper begins on a new leaf; a blank grid for each candidate, rendered once a version."""
    grilles: dict[int, bytes] = {}
    documents = [emargement, rendre_pdf(MODELE_JOUR, contexte, identifiant=f"jour-{contexte.date}-{contexte.lieu}")]
    for passage in passages:
        version = passage.inscription.referentiel_id
        if version not in grilles:
            fiche = fiche_referentiel(personne, version)
            grilles[version] = document_pdf(GRILLE, fiche, centre) if fiche else b""
        if grilles[version]:
            documents.append(grilles[version])
    return fusionner(documents, recto_verso=True)
